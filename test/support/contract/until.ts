import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until there is an answer; a question that throws is repeated. @throws the last error if there is no
 * answer in time
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  { withinMs = 300_000, everyMs = 200 } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  for (let last: unknown; ; ) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline)
      throw new Error(`not in ${withinMs / 1000} s: ${what}`, { cause: last });
    await sleep(everyMs);
  }
}
