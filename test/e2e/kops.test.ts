import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KopsBed, openKopsBed } from '../support/e2e/kops-bed.ts';
import { newFolder, type RehearsalProcess, run, start } from '../support/e2e/rehearsal-process.ts';
import { nodesIn, readRunId, readSummary, reports } from '../support/e2e/results.ts';
import { kubeconfigs, traces } from '../support/e2e/traces.ts';

const production = 'production.k8s.local';
const clone = 'rehearsal1.k8s.local';

/** Shorter phases than the shipped scenario's, still long enough for every rule of the judge. */
const shortened = [
  'load.baseline=70s',
  'load.recovery=60s',
  'load.closed.requests=4000',
  'upgrade.controlPlane.interval=10s',
  'upgrade.nodes.interval=20s',
];

describe('a rehearsal on a clone of a kops cluster', () => {
  let bed: KopsBed;
  beforeAll(() => {
    bed = openKopsBed('e2e', production, '1.33.13', 1);
  }, 15 * 60_000);
  afterAll(() => bed?.[Symbol.dispose]());

  const startOnBed = (folder: string): RehearsalProcess => {
    const settings = [
      ...shortened,
      `cluster.name=${clone}`,
      `cluster.clone.provideImages=[${bed.provideImages}]`,
    ];
    const args = settings.flatMap((setting) => ['--set', setting]);
    return start(folder, ['scenarios/kops-clone.yaml', ...args, ...reports(folder)], {
      ...bed.env,
      CI: 'true',
    });
  };
  const expectNothingLeft = async (folder: string, runId: string) => {
    // The bed removes a machine's container a moment after its instance has gone.
    await expect.poll(() => bed.resourcesOf(clone), { timeout: 60_000 }).toEqual([]);
    expect(await bed.stateOf(clone), 'in the state store').toEqual([]);
    expect(traces(runId), 'of the front door').toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
  };
  /** Kills the run, which leaves something behind, and has `clean` remove it. */
  const killAndClean = async (folder: string, rehearsal: RehearsalProcess) => {
    const runId = readRunId(rehearsal);
    rehearsal.child.kill('SIGKILL');
    await rehearsal.ended;
    expect(await bed.stateOf(clone), 'the kill has left something').not.toEqual([]);
    const cleaned = await run(folder, ['clean'], { ...bed.env });
    expect(cleaned.code, cleaned.output).toBe(0);
    expect(cleaned.output).toContain(runId);
    await expectNothingLeft(folder, runId);
  };
  /** Whether a command of kops has been started, by the file that keeps what it prints. */
  const hasStarted = (rehearsal: RehearsalProcess, command: string) => {
    const folder = join(rehearsal.runDirectory() ?? '', 'cluster');
    return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(`-${command}.log`));
  };

  test('clones production, has kops roll it, judges, and leaves nothing but production as it was', async () => {
    const folder = newFolder();
    const before = { state: await bed.stateOf(production), resources: await bed.resourcesOf(production) };
    expect(before.state).not.toEqual([]);
    expect(before.resources).not.toEqual([]);
    const process = startOnBed(folder);
    expect.soft(await process.ended, process.output()).toBe(0);
    expect(readSummary(process), process.output()).toMatchObject({
      ...{ verdict: 'approve', from: '1.33.13', to: '1.34.4' },
    });
    expect(Object.values(nodesIn(process, 'after'))).toEqual(['1.34.4', '1.34.4', '1.34.4']);
    await expectNothingLeft(folder, readRunId(process));
    expect(await bed.stateOf(production), 'production is specified as before').toEqual(before.state);
    expect(await bed.resourcesOf(production), 'and consists of the same').toEqual(before.resources);
  });

  test('leaves nothing after a kill -9 in create and a clean', async () => {
    const folder = newFolder();
    const rehearsal = startOnBed(folder);
    await rehearsal.untilTrue(() => hasStarted(rehearsal, 'update-cluster'));
    await killAndClean(folder, rehearsal);
  });

  test('leaves nothing after a kill -9 in a roll and a clean', async () => {
    const folder = newFolder();
    const rehearsal = startOnBed(folder);
    await rehearsal.until(({ type, what }) => type === 'roll-line' && what === 'draining');
    await killAndClean(folder, rehearsal);
  });

  test('leaves nothing after a kill -9 in delete and a clean', async () => {
    const folder = newFolder();
    const rehearsal = startOnBed(folder);
    await rehearsal.until(({ type, phase }) => type === 'phase' && phase === 'baseline');
    process.kill(-(rehearsal.child.pid ?? 0), 'SIGINT');
    await rehearsal.untilTrue(() => hasStarted(rehearsal, 'delete-cluster'));
    await killAndClean(folder, rehearsal);
  });
});
