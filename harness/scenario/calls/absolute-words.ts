import { resolve } from 'node:path';

/** The words of a command; those that begin with `./` or `../` are paths relative to the folder. */
export function makeWordsAbsolute(words: readonly string[], folder: string): readonly string[] {
  return words.map((word) => (/^\.\.?\//.test(word) ? resolve(folder, word) : word));
}
