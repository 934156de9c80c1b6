import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../../harness/journal/records.ts';
import {
  abrupt,
  at,
  judged,
  listMechanisms,
  named,
  termination,
} from '../../../../support/judge/mechanism-run.ts';
import { evidenceText } from '../../../../support/judge/sentences.ts';
import { type Behaviour, healthy, podState, scenario } from '../../../../support/judge/simulated-run.ts';

/** One pod's streams break at one moment: the next checks find it, one every 30 ms. */
const broken =
  (atS: number, pod: number, outcome: 'closed' | 'protocol-error' = 'closed'): Behaviour =>
  (dueS, random) =>
    dueS >= atS && dueS < atS + 0.3 && Math.floor(dueS * 100) % 3 === 0
      ? { ms: 0.1, outcome, pod }
      : { ...healthy(dueS, random), pod: 2 };

describe('a broken stream', () => {
  it("is caused by its pod's termination, with the end of the grace period if it lasted that long", () => {
    const ignoring = { ...abrupt, onSigterm: 'ignore' as const, terminationGraceMs: 4_000 };
    const summary = judged({
      stream: broken(240.1, 1, 'protocol-error'),
      extra: termination(236.1, 240.2),
      scenario: { workload: ignoring },
    });
    expect(listMechanisms(summary)).toEqual(['broken-stream']);
    expect(evidenceText(summary)).toContain('its grace period of 4 s was over, and it was killed');
  });

  it('is explained without the grace period if the pod ended sooner', () => {
    const { episodes } = judged({ stream: broken(236.3, 1), extra: termination(236.1, 236.4) });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['broken-stream']);
    expect(evidenceText({ episodes })).not.toContain('grace');
  });

  it('is unknown on a pod that stays', () => {
    // Without names it is unknown whether the pod stays, and the evidence says so.
    const nameless = ['broken-stream'];
    const summary = judged({ stream: broken(236.3, 2), extra: [...termination(236.1), ...named], nameless });
    expect(listMechanisms(summary)).toEqual(['unknown']);
  });
});

/** worker-1 is removed from 245 s to 246 s. */
const retired = (['begin', 'end'] as const).map(
  (edge, i): JournalRecord =>
    at(245 + i, {
      type: 'intent',
      step: 1,
      repeat: 0,
      node: 'worker-1',
      slot: { pool: 'workers', role: 'worker', ordinal: 0 },
      action: 'retire',
      edge,
      ...(edge === 'end' ? { outcome: 'done' as const } : {}),
    }),
);
/** web-2 on worker-2. */
const web2: JournalRecord = at(98, {
  type: 'pod',
  change: 'added',
  pod: podState({ name: 'web-2', namespace: 'rehearse', node: 'worker-2' }),
});

describe('a removed node', () => {
  it('breaks connections through it to pods on other nodes', () => {
    const summary = judged({
      stream: broken(245.5, 2),
      extra: [...termination(236.1), ...named, web2, ...retired],
    });
    expect(listMechanisms(summary)).toEqual(['node-left']);
    expect(evidenceText(summary)).toContain('node worker-1 was retired from 4:05.0 on');
    expect(summary.recommendations).toEqual([]);
  });

  it('should run on until the front door has ended them, where it does', () => {
    const deregistration = { lagMs: 0, drainDelayMs: 29_500 };
    // Without its end: the last inventory of the simulated run still has the node.
    const begun = retired.slice(0, 1);
    const summary = judged({
      stream: broken(245.5, 2),
      extra: [...termination(236.1), ...named, web2, ...begun],
      scenario: {
        frontDoor: { ...scenario.frontDoor, deregistration },
        criteria: { ...scenario.criteria, bad: { perStepMs: 1 } },
      },
    });
    expect(listMechanisms(summary)).toEqual(['node-left']);
    expect(evidenceText(summary)).toContain('it would have ended them 29.5 s after the node had left');
    expect(summary.recommendations).toMatchObject([{ setting: 'upgrade.drain.postDrainDelay', to: '30s' }]);
  });

  it('has its connections ended by the front door after the drain delay', () => {
    // Its drain began at 235.1 s.
    const run = (drainDelayMs: number) =>
      judged({
        stream: broken(250.2, 2),
        extra: [...termination(236.1), ...named, web2, ...retired],
        scenario: {
          frontDoor: { ...scenario.frontDoor, deregistration: { lagMs: 0, drainDelayMs } },
          criteria: { ...scenario.criteria, bad: { perStepMs: 1 } },
        },
      });
    const summary = run(15_000);
    expect(listMechanisms(summary)).toEqual(['drain-delay-over']);
    expect(evidenceText(summary)).toContain(
      'node worker-1 left the front door at 3:55.1, which ended the established connections through it 15 s later',
    );
    expect(summary.recommendations).toEqual([]);
    expect(listMechanisms(run(20_000))).toEqual(['unknown']);
  });

  it('did not break them if the front door only saw connections break at another node', () => {
    const brokeAt = (node: string) =>
      at(246, {
        ...{ type: 'door', fromUs: 245_000_000, toUs: 246_000_000, target: 'web', node },
        ...{ unanswered: 0, broken: 10 },
      });
    const extra = [...termination(236.1), ...named, web2, ...retired];
    const stream = broken(245.5, 2);
    expect(listMechanisms(judged({ stream, extra: [...extra, brokeAt('worker-1')] }))).toEqual(['node-left']);
    expect(listMechanisms(judged({ stream, extra: [...extra, brokeAt('worker-2')] }))).toEqual(['unknown']);
  });

  it('does not explain those that ended before it', () => {
    const summary = judged({
      stream: broken(243, 2),
      extra: [...termination(236.1), ...named, web2, ...retired],
    });
    expect(listMechanisms(summary)).toEqual(['unknown']);
  });

  it('nor those to a pod of its own', () => {
    const onIt = at(98, {
      type: 'pod',
      change: 'added',
      pod: podState({ name: 'web-2', namespace: 'rehearse', node: 'worker-1' }),
    });
    const summary = judged({
      stream: broken(245.5, 2),
      extra: [...termination(236.1), ...named, onIt, ...retired],
    });
    expect(listMechanisms(summary)).toEqual(['unknown']);
  });
});
