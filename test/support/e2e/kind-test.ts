import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

const dockerAnswers = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
const kindThere = spawnSync('kind', ['version'], { stdio: 'ignore' }).status === 0;
const missing = [dockerAnswers ? '' : 'Docker does not answer', kindThere ? '' : 'kind is not on the PATH']
  .filter(Boolean)
  .join(', ');

/**
 * A test on a real kind cluster. If none is available, the run's output says so; in CI that is a failure,
 * never a skip.
 */
export function kindTest(name: string, body: () => Promise<void>): void {
  test(name, async (context) => {
    if (missing !== '') {
      if (process.env.CI) throw new Error(`did not run: ${missing}`);
      console.warn(`DID NOT RUN: ${name}: ${missing}`);
      context.skip(missing);
    }
    await body();
  });
}
