import { readFileSync, statSync } from 'node:fs';

/**
 * The files that a scenario names, each read once: a second read returns the same text, even if the file has
 * changed since. So an edit between two rolls of a `repeat` or two attempts of a `tune` has no effect.
 */
export class HeldFiles {
  readonly #texts = new Map<string, string | Error>();

  /** @returns the text, or the problem, such as `does not exist` */
  text(path: string, maxBytes: number, what: string): string | Error {
    const held = this.#texts.get(path) ?? readText(path, maxBytes, what);
    this.#texts.set(path, held);
    return held;
  }
}

/** @param what the expected file, such as `a manifest` */
function readText(path: string, maxBytes: number, what: string): string | Error {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return new Error('is a folder');
    // Something other than a file may never end.
    if (!found.isFile()) return new Error('is not a file');
    if (found.size > maxBytes) return new Error(`is too big to be ${what}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return new Error('does not exist');
    return new Error(
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not text in UTF-8' : `can't be read (${code})`,
    );
  }
}
