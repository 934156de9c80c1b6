import { setTimeout as sleep } from 'node:timers/promises';

/** Retries until it does not throw; fails with the last error. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 8_000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(5);
    }
  }
}
