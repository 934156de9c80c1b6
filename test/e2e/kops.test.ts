import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectNothingLeft,
  hasStarted,
  killAndClean,
  production,
  startOnBed,
} from '../support/e2e/clone-on-bed.ts';
import { type KopsBed, openKopsBed } from '../support/e2e/kops-bed.ts';
import { newFolder } from '../support/e2e/rehearsal-process.ts';
import { nodesIn, readSummary } from '../support/e2e/results.ts';

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
  beforeAll(async () => {
    bed = await openKopsBed('e2e', production, '1.33.13', 1);
  }, 15 * 60_000);
  afterAll(() => bed?.[Symbol.asyncDispose]());

  test('clones production, has kops roll it, judges, and leaves nothing but production as it was', async () => {
    const folder = newFolder();
    const before = { state: await bed.stateOf(production), resources: await bed.resourcesOf(production) };
    expect(before.state).not.toEqual([]);
    expect(before.resources).not.toEqual([]);
    const process = startOnBed(bed, folder, shortened);
    expect.soft(await process.ended, process.output()).toBe(0);
    expect(readSummary(process), process.output()).toMatchObject({
      ...{ verdict: 'approve', from: '1.33.13', to: '1.34.4' },
    });
    expect(Object.values(nodesIn(process, 'after'))).toEqual(['1.34.4', '1.34.4', '1.34.4']);
    await expectNothingLeft(bed, process);
    expect(await bed.stateOf(production), 'production is specified as before').toEqual(before.state);
    expect(await bed.resourcesOf(production), 'and consists of the same').toEqual(before.resources);
  });

  test('leaves nothing after a kill -9 in create and a clean', async () => {
    const rehearsal = startOnBed(bed, newFolder(), shortened);
    await rehearsal.untilTrue(() => hasStarted(rehearsal, 'update-cluster'));
    await killAndClean(bed, rehearsal);
  });

  test('leaves nothing after a kill -9 in a roll and a clean', async () => {
    const rehearsal = startOnBed(bed, newFolder(), shortened);
    await rehearsal.until(({ type, what }) => type === 'roll-line' && what === 'draining');
    await killAndClean(bed, rehearsal);
  });

  test('leaves nothing after a kill -9 in delete and a clean', async () => {
    const rehearsal = startOnBed(bed, newFolder(), shortened);
    await rehearsal.until(({ type, phase }) => type === 'phase' && phase === 'baseline');
    process.kill(-(rehearsal.child.pid ?? 0), 'SIGINT');
    await rehearsal.untilTrue(() => hasStarted(rehearsal, 'delete-cluster'));
    await killAndClean(bed, rehearsal);
  });
});
