import { type FileHandle, open } from 'node:fs/promises';
import { unlessAborted } from '../../async/abortable.ts';
import type { ContainerLog } from './container-log.ts';

export interface ReadOptions {
  /** Continues with new output until the container has ended. */
  readonly follow: boolean;
  /** Null: all lines. */
  readonly tailLines: number | null;
  /** Omits older lines. */
  readonly sinceMs: number | null;
  /** Keeps each line's timestamp. */
  readonly timestamps: boolean;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

const chunkBytes = 64 * 1024;
const newline = 10;

/**
 * Streams a container's output in pieces, so that little of it is in memory. As with a real kubelet, lines
 * that were rotated away are not read.
 */
export async function* readLog(log: ContainerLog, options: ReadOptions): AsyncGenerator<Buffer, void> {
  let { file, rotations } = await openNewest(log);
  try {
    // Without `follow` it stops at the current size: a container that writes constantly would never reach an end.
    const upTo = options.follow ? Number.POSITIVE_INFINITY : (await file.stat()).size;
    let offset = options.tailLines === null ? 0 : await tailOffset(file, options.tailLines);
    let rest: Buffer = Buffer.alloc(0);
    while (!options.signal.aborted) {
      // Taken before the read: output during the read is seen by the next one.
      const before = { written: log.written, rotations: log.rotations, ended: log.ended };
      const wanted = Math.min(chunkBytes, upTo - offset);
      if (wanted <= 0) return;
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, wanted, offset);
      offset += bytesRead;
      if (bytesRead > 0) {
        const text = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
        const end = text.lastIndexOf(newline) + 1;
        rest = text.subarray(end);
        const shown = text.subarray(0, end).toString('latin1').split('\n').slice(0, -1);
        const output = shown.map((line) => shownLine(line, options)).join('');
        if (output !== '') yield Buffer.from(output, 'latin1');
      } else if (before.rotations !== rotations) {
        await file.close();
        ({ file, rotations } = await openNewest(log));
        offset = 0;
      } else if (before.ended) return;
      else if (log.written === before.written && !log.ended)
        await unlessAborted(log.changed(), options.signal);
    }
  } finally {
    await file.close();
  }
}

/** @returns the file, with the number of rotations before it */
async function openNewest(log: ContainerLog): Promise<{ file: FileHandle; rotations: number }> {
  for (;;) {
    const { rotations } = log;
    const file = await open(log.file, 'r');
    if (log.rotations === rotations) return { file, rotations };
    await file.close();
  }
}

/** `TIME stdout F text`: decoded as latin1, so that no byte changes. */
function shownLine(line: string, { sinceMs, timestamps }: ReadOptions): string {
  const [time = '', , tag = ''] = line.split(' ', 3);
  if (sinceMs !== null && Date.parse(time) < sinceMs) return '';
  const text = line.slice(line.indexOf(` ${tag} `) + tag.length + 2);
  return `${timestamps ? `${time} ` : ''}${text}${tag === 'F' ? '\n' : ''}`;
}

/** Finds where the last lines begin, searching from the end. */
async function tailOffset(file: FileHandle, lines: number): Promise<number> {
  const { size } = await file.stat();
  let left = lines;
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - chunkBytes);
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    for (let at = end - start - 1; at >= 0; at -= 1) {
      // The file's last byte ends the last line and starts none.
      if (buffer[at] !== newline || start + at === size - 1) continue;
      left -= 1;
      if (left === 0) return start + at + 1;
    }
    end = start;
  }
  return lines === 0 ? size : 0;
}
