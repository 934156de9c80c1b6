import { pauseUnlessAborted } from '../../async/pause.ts';

const pauseMs = 500;

/**
 * Yields each whole line once, however often reading is interrupted. A truncated last line is not passed on:
 * it is read again when the reading resumes at its number.
 * @param read the file's lines from that number on (the first is 1), each with its newline
 */
export async function* followLines(
  read: (firstLine: number) => AsyncIterable<string>,
  signal: AbortSignal,
  pause: () => Promise<unknown> = () => pauseUnlessAborted(pauseMs, signal),
): AsyncGenerator<string> {
  for (let next = 1; !signal.aborted; ) {
    for await (const line of read(next)) {
      if (!line.endsWith('\n')) continue;
      next += 1;
      yield line.slice(0, -1);
    }
    await pause();
  }
}
