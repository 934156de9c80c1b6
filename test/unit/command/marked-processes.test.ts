import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endProcesses, markedProcesses } from '../../../harness/command/marked-processes.ts';
import { isRunning, type ProcessId, processId } from '../../../harness/command/process-id.ts';
import { offLinux } from '../../support/off-linux.ts';

const variable = 'K8S_REHEARSE_TEST_MARK';
const idle = 'process.stdout.write("up"); setInterval(() => {}, 60_000);';

async function started(mark: string, program = idle): Promise<ProcessId> {
  const child = spawn(process.execPath, ['-e', program], {
    env: { ...process.env, [variable]: mark },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return processId(child.pid ?? 0) as ProcessId;
}

describe.skipIf(offLinux())('marked processes', () => {
  it('are found by the variable and its value, and end', async () => {
    const [one, other] = [
      await started('r1'),
      await started('r2', `process.on('SIGTERM', () => {}); ${idle}`),
    ];
    const found = markedProcesses(variable);
    expect(found.map(({ id, value }) => [id, value])).toEqual(
      expect.arrayContaining([
        [one, 'r1'],
        [other, 'r2'],
      ]),
    );
    expect(found[0]?.command).toContain('-e');
    await endProcesses([one, other]);
    expect([one, other].map(isRunning)).toEqual([false, false]);
  });

  it('are left alone if another process has taken over the id', async () => {
    const one = await started('r3');
    await endProcesses([{ ...one, started: 'long ago' }]);
    expect(isRunning(one)).toBe(true);
    await endProcesses([one]);
  });
});
