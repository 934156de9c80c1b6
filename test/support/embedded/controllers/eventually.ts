import { setTimeout as sleep } from 'node:timers/promises';

/** Tries again until it does not throw; fails with what it threw last. */
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
