import type { Writable } from 'node:stream';

/** The repeated content of a stream: a client checks every byte of it. */
const beat = 'beat\n';
/** Often enough for a client to detect silence. */
const beatEveryMs = 100;

/** A response of HTTP/1.1 or HTTP/2. */
export interface Answering extends Writable {
  statusCode: number;
  setHeader(name: string, value: string | number): unknown;
}

/** Responds without an end. */
export interface Streams {
  /** The first beat at once, and then one after the other until either side ends it. */
  open(response: Answering): void;
  /**
   * Ends each of them in order, because a stream has no end of its own that a graceful stop could wait for.
   */
  end(): void;
}

export function openStreams(): Streams {
  const open = new Set<Answering>();
  let beats: NodeJS.Timeout | undefined;
  const beatAll = () => {
    // Nothing is written to a client that does not read, because it would accumulate in memory.
    for (const response of open) if (response.writableLength === 0) response.write(beat);
  };
  return {
    open(response) {
      open.add(response);
      beats ??= setInterval(beatAll, beatEveryMs);
      response.once('close', () => {
        open.delete(response);
        if (open.size > 0) return;
        clearInterval(beats);
        beats = undefined;
      });
      response.setHeader('Content-Type', 'text/plain');
      response.write(beat);
    },
    end() {
      for (const response of open) response.end();
    },
  };
}
