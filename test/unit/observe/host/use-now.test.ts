import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, constants, setPriority } from 'node:os';
import { expect, it } from 'vitest';
import { clockFrom } from '../../../../harness/journal/clock.ts';
import { measureUse } from '../../../../harness/observe/host/use-now.ts';
import { offLinux } from '../../../support/off-linux.ts';

/** Ends with its standard input, so that it can't outlive a test process that is killed. */
const endlessLoop = 'exec 3<&0; (cat <&3; kill -9 $$) & echo begun; while :; do :; done';

/** Keeps every processor busy, and gives way to whatever else wants it, until disposed. */
async function busyMachine(): Promise<Disposable> {
  const loops = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn('sh', ['-c', endlessLoop], { stdio: ['pipe', 'pipe', 'ignore'] }),
  );
  for (const { pid } of loops) setPriority(pid ?? 0, constants.priority.PRIORITY_LOW);
  await Promise.all(loops.map(({ stdout }) => once(stdout, 'data')));
  return {
    [Symbol.dispose]: () => {
      for (const loop of loops) loop.kill('SIGKILL');
    },
  };
}

it.skipIf(offLinux())('sees processors that are in use', async () => {
  using _busy = await busyMachine();
  const { busyShare } = await measureUse(1_000, clockFrom(), new AbortController().signal);
  // Other work can only make it more.
  expect(busyShare).toBeGreaterThan(0.5);
});
