/** Lines that are written by a callback and read by a loop, in order. */
export interface LineQueue extends AsyncIterable<string> {
  push(line: string): void;
  /** No more lines come: the loop ends after the last one. */
  end(): void;
}

export function lineQueue(): LineQueue {
  const lines: string[] = [];
  let ended = false;
  let waiting = Promise.withResolvers<void>();
  const wake = () => {
    waiting.resolve();
    waiting = Promise.withResolvers();
  };
  return {
    push(line) {
      lines.push(line);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const { promise } = waiting;
        yield* lines.splice(0);
        if (lines.length > 0) continue;
        if (ended) return;
        await promise;
      }
    },
  };
}
