/**
 * Calls once in each period until the signal, whether or not earlier calls have ended. A period that the
 * event loop missed is skipped together with its number.
 */
export function onSchedule(everyMs: number, signal: AbortSignal, call: (seq: number) => void): Promise<void> {
  const startedMs = performance.now();
  let seq = 0;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout;
    const tick = () => {
      call(seq);
      seq = Math.max(seq + 1, Math.ceil((performance.now() - startedMs) / everyMs));
      // The time may have come since the check.
      timer = setTimeout(tick, Math.max(0, startedMs + seq * everyMs - performance.now()));
    };
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', stop, { once: true });
    tick();
  });
}
