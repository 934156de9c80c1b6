import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { findLeftovers } from '../../../../harness/clusters/embedded/leftovers.ts';
import { isRunning, type ProcessId, processId } from '../../../../harness/command/process-id.ts';
import { runVariable } from '../../../../harness/embedded/process/messages.ts';
import { offLinux } from '../../../support/off-linux.ts';

async function startProcess(runId: string): Promise<ProcessId> {
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 60_000)'], {
    env: { ...process.env, [runVariable]: runId },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return processId(child.pid ?? 0) as ProcessId;
}

describe.skipIf(offLinux())('leftovers', () => {
  it('include all processes of a run and no others', async () => {
    const [one, two, other] = await Promise.all(['left-1', 'left-1', 'left-2'].map(startProcess));
    const [found, ...more] = await findLeftovers('left-1');
    expect(more).toEqual([]);
    expect(found).toMatchObject({ runId: 'left-1', kind: 'process' });
    expect(found?.name).toContain(String(one?.pid));
    expect((await findLeftovers(null)).map(({ runId }) => runId)).toEqual(
      expect.arrayContaining(['left-1', 'left-2']),
    );
    await found?.remove(new AbortController().signal);
    expect([one, two, other].map((id) => id !== undefined && isRunning(id))).toEqual([false, false, true]);
    expect(await findLeftovers('left-1')).toEqual([]);
    for (const left of await findLeftovers('left-2')) await left.remove(new AbortController().signal);
  });
});
