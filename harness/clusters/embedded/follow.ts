import { open } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pauseUnlessAborted } from '../../async/pause.ts';
import { RehearsalError } from '../../errors.ts';

const pauseMs = 200;

/**
 * Yields the whole lines of a file as they are written, from its beginning; waits for a file that does not exist yet.
 * @param folder of the node: a path on the node is relative to it
 * @throws RehearsalError `harness-failed` for a path outside it
 */
export async function* followFile(folder: string, path: string, signal: AbortSignal): AsyncGenerator<string> {
  const file = join(folder, path);
  if (relative(folder, file).startsWith('..'))
    throw new RehearsalError('harness-failed', `${path} is not in the node's folder`);
  let rest = Buffer.alloc(0);
  for (let position = 0; !signal.aborted; ) {
    const read = await readFrom(file, position);
    position += read.length;
    rest = Buffer.concat([rest, read]);
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
    }
    if (read.length === 0) await pauseUnlessAborted(pauseMs, signal);
  }
}

const chunkBytes = 64 * 1024;

async function readFrom(file: string, position: number): Promise<Buffer> {
  try {
    await using handle = await open(file, 'r');
    const chunk = Buffer.alloc(chunkBytes);
    const { bytesRead } = await handle.read(chunk, 0, chunkBytes, position);
    return chunk.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
