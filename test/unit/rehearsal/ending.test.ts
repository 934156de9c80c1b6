import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Provider } from '../../../harness/clusters/cluster.ts';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import { exportLogs, findFault } from '../../../harness/rehearsal/ending.ts';
import { newInterruption } from '../../../harness/rehearsal/interruption.ts';
import type { Run } from '../../../harness/rehearsal/run.ts';
import { TimelineFold } from '../../../harness/timeline/timeline.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { command, machine, setup, shown } from '../../support/timeline/command-roll.ts';

/** The error that a run ends with that was interrupted after these records. */
async function findInterrupted(records: readonly JournalRecord[]) {
  const timeline = new TimelineFold();
  for (const record of records) timeline.add(record);
  const interruption = newInterruption();
  interruption.interrupt();
  const scenario = { cluster: { provider: 'kops' } };
  const run = { timeline, interruption, scenario } as unknown as Run;
  return await findFault(new Error('kops ended with SIGTERM'), run, {} as Provider);
}

const node = machine(0);
const cordoned = [...setup([node]), command(10, 'begin'), shown(40, node, { unschedulable: true })];

it('an interrupted run says what the rolling command left on the nodes', async () => {
  const fault = await findInterrupted(cordoned);
  expect(fault).toMatchObject({ code: 'interrupted', exitCode: 130 });
  expect(fault.message).toBe(
    `interrupted by the user. The command left behind: ${node.name} is cordoned. To undo it: kubectl uncordon ${node.name}.`,
  );
});

it('an interrupted run without such a command says no more than that', async () => {
  const { message } = await findInterrupted(cordoned.filter(({ type }) => type !== 'roll-command'));
  expect(message).toBe('interrupted by the user');
});

it('what a provider wrote into the run directory loses its credentials, also where nothing went wrong', async () => {
  using folder = tempFolder();
  const file = join(folder.path, 'kops-03-update-cluster.log');
  writeFileSync(file, 'token: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJlc2lnbmF0dXJl\nready\n');
  const run = { directory: { cluster: folder.path }, interruption: newInterruption() } as unknown as Run;
  await exportLogs(run, null, null);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('ready');
  expect(text).not.toContain('eyJhbGci');
});
