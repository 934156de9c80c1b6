import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clone,
  expectNothingLeft,
  hasStarted,
  killAndClean,
  production,
  startOnBed,
} from '../../support/e2e/clone-on-bed.ts';
import { type KopsBed, openKopsBed } from '../../support/e2e/kops-bed.ts';
import { recordKopsCalls } from '../../support/e2e/kops-calls.ts';
import { newFolder } from '../../support/e2e/rehearsal-process.ts';
import { nodesIn, readSummary } from '../../support/e2e/results.ts';

/** As little as a roll of both roles needs. */
const brief = [
  'load.baseline=25s',
  'load.recovery=60s',
  'load.closed=none',
  'upgrade.controlPlane.interval=10s',
  'upgrade.nodes.interval=10s',
  'cluster.pools.0.nodes=1',
];
/** Other clusters share the processors, so no limit is one that a busy machine exceeds. */
const lenient = [
  'criteria.outage.longest=30s',
  'criteria.bad.perStep=30s',
  'criteria.latency.p90.increase=1000%',
  'criteria.latency.p90.atLeast=2s',
];

describe('a rehearsal on a clone of a kops cluster, next to other tests', () => {
  let bed: KopsBed;
  beforeAll(async () => {
    bed = await openKopsBed('cloned', production, '1.33.13', 1);
    // kops may still be built.
  }, 40 * 60_000);
  afterAll(() => bed?.[Symbol.asyncDispose](), 5 * 60_000);

  test('has kops roll the clone, and neither changes production nor leaves anything', async () => {
    const folder = newFolder();
    const before = { state: await bed.stateOf(production), resources: await bed.resourcesOf(production) };
    expect(before.state).not.toEqual([]);
    expect(before.resources).not.toEqual([]);
    const kops = recordKopsCalls(folder);
    const rehearsal = startOnBed(bed, folder, [...brief, ...lenient], kops.env);
    const code = await rehearsal.ended;

    const summary = readSummary(rehearsal);
    expect(['approve', 'inconclusive', 'tune'], rehearsal.output()).toContain(summary.verdict);
    expect([0, 30, 10], rehearsal.output()).toContain(code);
    expect(summary).toMatchObject({ from: '1.33.13', to: '1.34.4' });
    expect(Object.values(nodesIn(rehearsal, 'after')), rehearsal.output()).toEqual(['1.34.4', '1.34.4']);
    expect(
      summary.steps.map(({ role, outcome }) => `${role} ${outcome}`),
      'inferred from nodes and lines',
    ).toEqual(['control-plane done', 'worker done']);
    for (const { actions } of summary.steps)
      expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['drain', 'retire']));

    const sent = kops.list().filter((call) => !/^(get|version)\b|--help$/.test(call));
    expect(
      sent.filter((call) => call.startsWith('rolling-update cluster') && call.includes('--yes')),
    ).toHaveLength(2);
    expect(
      sent.filter((call) => call.includes(production)),
      'nothing that changes names production',
    ).toEqual([]);
    expect(sent.filter((call) => !/--filename=-/.test(call) && !call.includes(`--name=${clone}`))).toEqual(
      [],
    );
    await expectNothingLeft(bed, rehearsal);
    expect(await bed.stateOf(production), 'production is specified as before').toEqual(before.state);
    expect(await bed.resourcesOf(production), 'and consists of the same').toEqual(before.resources);
  });

  test('leaves nothing after a kill -9 in create and a clean', async () => {
    const rehearsal = startOnBed(bed, newFolder(), [...brief, ...lenient]);
    await rehearsal.untilTrue(() => hasStarted(rehearsal, 'update-cluster'));
    await killAndClean(bed, rehearsal);
  });
});
