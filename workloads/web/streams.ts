import type { Writable } from 'node:stream';

/** What a stream says, again and again: a client checks every byte of it. */
const beat = 'beat\n';
/** Often enough for a client to tell silence from patience. */
const beatEveryMs = 100;

/** An answer of HTTP/1.1 or HTTP/2. */
export interface Answering extends Writable {
  statusCode: number;
  setHeader(name: string, value: string | number): unknown;
}

/** Answers without an end. */
export interface Streams {
  /** The first beat at once, and then one after the other until either side lets go. */
  open(response: Answering): void;
  /** Ends each of them in order: a stream has no end of its own that a graceful stop could wait for. */
  end(): void;
}

export function openStreams(): Streams {
  const open = new Set<Answering>();
  let beats: NodeJS.Timeout | undefined;
  const beatAll = () => {
    // Who does not read is not written to: what waits for a reader would pile up.
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
