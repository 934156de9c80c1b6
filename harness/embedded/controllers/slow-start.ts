/**
 * Runs `action` that many times, in batches of 1, 2, 4 and so on, so that what fails for all fails once and not hundreds
 * of times. @throws what the first failed action of a batch threw; no batch begins after it
 */
export async function slowStart(times: number, action: (index: number) => Promise<void>): Promise<void> {
  for (let done = 0, size = 1; done < times; done += size, size *= 2)
    await all(Array.from({ length: Math.min(size, times - done) }, (_, index) => action(done + index)));
}

/** Waits for all of them, also when one fails. @throws what the first of the failed ones threw */
export async function all(actions: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(actions)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
