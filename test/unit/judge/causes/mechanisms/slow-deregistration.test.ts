import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../../harness/journal/records.ts';
import type { DeregistrationPolicy, Scenario } from '../../../../../harness/scenario/scenario.ts';
import {
  at,
  judged,
  listMechanisms,
  type MechanismRun,
  named,
  termination,
} from '../../../../support/judge/mechanism-run.ts';
import { evidenceText } from '../../../../support/judge/sentences.ts';
import { type Behaviour, healthy, s, scenario } from '../../../../support/judge/simulated-run.ts';

/** Most new connections reach no pod meanwhile. */
const lost =
  (fromS: number, toS: number): Behaviour =>
  (atS, random) =>
    atS >= fromS && atS < toS && random() < 0.8
      ? { ms: 1, outcome: 'closed', pod: 0 }
      : { ...healthy(atS, random), pod: 2 };

/**
 * worker-1, whose drain begins at 235.1 s, is retired from 245 s on. The end is left out: the last inventory of the simulated
 * run still has the node.
 */
const retired = at(245, {
  ...{ type: 'intent', step: 1, repeat: 0, action: 'retire', edge: 'begin' },
  ...{ node: 'worker-1', slot: { pool: 'workers', role: 'worker', ordinal: 0 } },
});
const unansweredAt = (node: string, fromS = 245): JournalRecord =>
  at(fromS + 2, {
    ...{ type: 'door', fromUs: s(fromS), toUs: s(fromS + 2), target: 'web', node },
    ...{ unanswered: 90, broken: 0 },
  });
const behind = (policy: Partial<DeregistrationPolicy>, delayMs = 0): Partial<Scenario> => ({
  frontDoor: {
    ...scenario.frontDoor,
    deregistration: { ...scenario.frontDoor.deregistration, ...policy },
  },
  upgrade: { ...scenario.upgrade, drain: { ...scenario.upgrade.drain, postDrainDelayMs: delayMs } },
});
const run = (over: Partial<MechanismRun> = {}, extra: readonly JournalRecord[] = []): MechanismRun => ({
  fresh: lost(245.2, 247),
  extra: [...termination(236.1, 240), ...named, retired, ...extra],
  scenario: behind({ lagMs: 20_000 }),
  ...over,
});
const values = ({ recommendations }: ReturnType<typeof judged>) =>
  recommendations.map(({ setting, from, to }) => [setting, from, to]);

describe('a balancer that still sends to a node that left', () => {
  it('is shown where new connections fail at a machine that ended within the lag; a delay as long is recommended', () => {
    const summary = judged(run({}, [unansweredAt('worker-1')]));
    expect(listMechanisms(summary)).toEqual(['slow-deregistration']);
    expect(evidenceText(summary)).toContain(
      'node worker-1 left the front door at 3:55.1, which sends to it for 20 s more; its machine was retired from 4:05.0 on',
    );
    expect(summary.verdict).toBe('tune');
    expect(values(summary)).toEqual([['upgrade.drain.postDrainDelay', '0s', '20s']]);
  });

  it('is recommended against by a cluster that claims nothing about production, too', () => {
    const claims = { production: false, covers: [], notCovered: [], kernelOf: 'this machine' } as const;
    const summary = judged(run({}, [unansweredAt('worker-1'), at(41, { type: 'claims', claims })]));
    expect(values(summary)).toEqual([['upgrade.drain.postDrainDelay', '0s', '20s']]);
  });

  it('is likely where the front door counted no failure, and leads to no recommendation', () => {
    const summary = judged(run());
    expect(summary.episodes).toMatchObject([{ mechanism: { id: 'slow-deregistration' }, likely: true }]);
    expect(summary.recommendations).toEqual([]);
  });

  it.each([
    ['without a lag', { lagMs: 0 }],
    ['with a lag that was over when the machine ended', { lagMs: 9_000 }],
  ])('is not found %s', (_, policy) => {
    const summary = judged(run({ scenario: behind(policy) }, [unansweredAt('worker-1')]));
    expect(listMechanisms(summary)).toEqual(['unknown']);
  });

  it('is not found where the connections failed at other nodes', () => {
    const summary = judged(run({}, [unansweredAt('worker-2')]));
    expect(listMechanisms(summary)).toEqual(['unknown']);
  });

  it('is found where others fail later in the lag, at the next node that leaves', () => {
    const later = [252, 254].map((atS) => unansweredAt('worker-2', atS));
    expect(listMechanisms(judged(run({}, [unansweredAt('worker-1'), ...later])))).toEqual([
      'slow-deregistration',
    ]);
  });

  it('is not found before the machine ended', () => {
    const summary = judged(run({ fresh: lost(242, 244) }, [unansweredAt('worker-1')]));
    expect(listMechanisms(summary)).toEqual(['unknown']);
  });

  it('has no recommendation where the delay is as long already', () => {
    const summary = judged(run({ scenario: behind({ lagMs: 20_000 }, 20_000) }, [unansweredAt('worker-1')]));
    expect(listMechanisms(summary)).toEqual(['slow-deregistration']);
    expect(summary.recommendations).toEqual([]);
  });
});
