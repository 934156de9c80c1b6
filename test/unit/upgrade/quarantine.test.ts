import { describe, expect, onTestFinished, test } from 'vitest';
import type { RollStep } from '../../../harness/plan/roll-plan.ts';
import { type InPlaceOptions, inPlaceRoller } from '../../../harness/upgrade/in-place.ts';
import { Quarantine } from '../../../harness/upgrade/quarantine.ts';
import { drainPolicy } from '../../support/upgrade/drain-policy.ts';
import {
  budgetBlocks,
  inPlaceOps,
  nodes,
  recordRoll,
  smallCluster,
  worker,
  worker2,
} from '../../support/upgrade/small-cluster.ts';

const oneByOne: readonly RollStep[] = [worker, worker2].map((node) => ({ node, intervalMs: 0 }));
const sideBySide = oneByOne.map((step, index) =>
  index === 0 ? step : { ...step, withPrevious: true as const },
);
const never = new AbortController().signal;

/** A roll of two workers, whose drains a budget blocks on the named ones. */
async function rolled(
  blocked: readonly string[],
  changes: Partial<InPlaceOptions> = {},
  steps: readonly RollStep[] = oneByOne,
) {
  const cluster = await smallCluster();
  const { api, append, clock, putNode, putPod } = cluster;
  onTestFinished(() => api[Symbol.asyncDispose]());
  for (const node of blocked) {
    putPod(`on-${node}`, { node });
    budgetBlocks(api, `on-${node}`, Array<string>(10_000).fill('needs 3'));
  }
  const roller = inPlaceRoller({
    ops: inPlaceOps({ upgradeKubelet: async ({ name }, to) => putNode(name, to) }),
    kube: api.kube,
    drain: drainPolicy({ timeoutMs: 100, onTimeout: 'quarantine', maxQuarantined: 1 }),
    quarantine: new Quarantine(1),
    ...{ gate: null, from: '1.33.13', addons: null, validate: async () => [], append, clock },
    ...changes,
  });
  return { ...cluster, ...(await recordRoll(roller.roll({ to: '1.34.4', steps }, never))) };
}

describe('a node in quarantine', () => {
  test('stays cordoned, labelled and at its version, and the roll continues', async () => {
    const { api, said, thrown } = await rolled(['worker']);
    expect(thrown).toBeUndefined();
    expect(said).toEqual(
      expect.arrayContaining([
        '0 drain end failed',
        '0 quarantine end done',
        '0 step end done',
        '1 kubelet end done',
        '1 step end done',
      ]),
    );
    expect(said).not.toContain('0 kubelet begin');
    expect(api.stored(nodes).find(({ metadata }) => metadata.name === 'worker')).toMatchObject({
      metadata: { labels: { 'kubernetes.azure.com/upgrade-status': 'Quarantined' } },
      spec: { unschedulable: true },
      status: { nodeInfo: { kubeletVersion: 'v1.33.13' } },
    });
  });

  test('ends its own step alone where others go side by side with it', async () => {
    const { said, thrown } = await rolled(['worker'], {}, sideBySide);
    expect(thrown).toBeUndefined();
    expect(said).toEqual(expect.arrayContaining(['0 quarantine end done', '1 uncordon end done']));
    expect(said).not.toContain('0 kubelet begin');
    expect(said.filter((line) => line.endsWith('step end done'))).toHaveLength(2);
  });

  test('is counted for the whole roll where several go side by side', async () => {
    const { said, thrown } = await rolled(['worker', 'worker2'], {}, sideBySide);
    expect(said.filter((line) => line.endsWith('quarantine end done'))).toHaveLength(1);
    expect(said.filter((line) => line.endsWith('step end failed'))).toHaveLength(1);
    expect(thrown).toMatchObject({ code: 'drain-timed-out' });
  });

  test('gets no delay after its drain', async () => {
    const drain = drainPolicy({
      ...{ timeoutMs: 100, onTimeout: 'quarantine', maxQuarantined: 1, postDrainDelayMs: 1 },
    });
    const { said } = await rolled(['worker'], { drain });
    expect(said.filter((line) => line.endsWith('post-drain-delay begin'))).toEqual([
      '1 post-drain-delay begin',
    ]);
  });

  test('is one of at most so many', async () => {
    const { said, thrown } = await rolled(['worker', 'worker2']);
    expect(said.slice(-2)).toEqual(['1 drain end failed', '1 step end failed']);
    expect(thrown).toMatchObject({
      code: 'drain-timed-out',
      message: expect.stringMatching(
        /worker2 .*app\/on-worker2 \(needs 3\); no further node may stay in quarantine \(at most 1\)$/,
      ),
    });
  });

  test('is none of a roll that may have none', async () => {
    const { said, thrown } = await rolled(['worker'], { quarantine: new Quarantine(0) });
    expect(said.slice(-2)).toEqual(['0 drain end failed', '0 step end failed']);
    expect(thrown).toMatchObject({ code: 'drain-timed-out' });
  });
});
