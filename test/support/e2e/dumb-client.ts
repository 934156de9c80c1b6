/** The simple reference client during a rehearsal, and its view of an outage. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

export interface Asked {
  /** Milliseconds of the wall clock. */
  readonly dueMs: number;
  readonly good: boolean;
}

/**
 * Starts sending; ends at the latest with the test.
 * @param slowMs a later response is bad
 * @param seconds it stops by itself after this time
 */
export function dumbClient(url: string, slowMs: number, seconds: number): { stop(): readonly Asked[] } {
  const script = fileURLToPath(new URL('dumb-client.mjs', import.meta.url));
  const client = spawn(process.execPath, [script, url, String(slowMs), String(seconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void client.kill('SIGKILL'));
  const asked: Asked[] = [];
  createInterface({ input: client.stdout }).on('line', (line) => asked.push(JSON.parse(line)));
  return {
    stop() {
      client.kill();
      return asked.toSorted((a, b) => a.dueMs - b.dueMs);
    },
  };
}

/** From the last good response before the outage at that time to the first good one after it, in ms. */
export function spanAround(asked: readonly Asked[], atMs: number): number {
  const bad = asked.findIndex((one) => !one.good && Math.abs(one.dueMs - atMs) < 60_000 && one.dueMs >= atMs);
  expect(bad, 'the dumb client saw the outage, too').toBeGreaterThan(-1);
  const before = asked.slice(0, bad).findLast((one) => one.good);
  const after = asked.slice(bad).find((one) => one.good);
  return (after?.dueMs ?? Number.NaN) - (before?.dueMs ?? Number.NaN);
}
