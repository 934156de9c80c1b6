/**
 * Runs `action` that many times, in batches of 1, 2, 4 and so on, so that a general failure occurs once and
 * not hundreds of times. @throws the first error of a batch; no batch starts after it
 */
export async function slowStart(times: number, action: (index: number) => Promise<void>): Promise<void> {
  for (let done = 0, size = 1; done < times; done += size, size *= 2)
    await all(Array.from({ length: Math.min(size, times - done) }, (_, index) => action(done + index)));
}

/** Waits for all of them, even if one fails. @throws the first error */
export async function all(actions: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(actions)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
