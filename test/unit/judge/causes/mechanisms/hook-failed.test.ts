import { describe, expect, it } from 'vitest';
import {
  abrupt,
  at,
  judged,
  listMechanisms,
  named,
  termination,
} from '../../../../support/judge/mechanism-run.ts';
import { evidenceText } from '../../../../support/judge/sentences.ts';
import { type Behaviour, failing, healthy } from '../../../../support/judge/simulated-run.ts';

/** The kubelet's event that a pod's hook failed. */
const hookFailed = (atS: number, pod = 'web-1', namespace = 'rehearse', uid = pod) =>
  at(atS, {
    type: 'event',
    namespace,
    reason: 'FailedPreStopHook',
    message: 'PreStopHook failed',
    object: `Pod/${pod}`,
    uid,
    node: 'worker-1',
    count: 1,
    warning: true,
  });

const cutOn =
  (pod: number): Behaviour =>
  (atS, random) =>
    atS >= 236.2 && atS < 237.6 ? { ms: 1, outcome: 'closed', pod } : healthy(atS, random);
const nobody = failing(236.2, 237.6, 1, healthy);
const unreached: Behaviour = (atS, random) => ({ ...nobody(atS, random), pod: 0 });

describe('a preStop hook that failed', () => {
  it('explains cut connections to its pod, and the text says what to repair', () => {
    const { episodes, recommendations } = judged({
      reused: cutOn(1),
      extra: [...termination(236.5), hookFailed(236.1)],
    });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['hook-failed']);
    const evidence = evidenceText({ episodes });
    expect(evidence).toContain(
      'pod web-1 was terminating from 3:56.0 on, and its preStop hook failed at 3:56.1 (PreStopHook failed)',
    );
    expect(evidence).toContain('Repair the hook: its command may be missing in the image');
    expect(evidence).toContain('`sleep` (Kubernetes 1.30 and later)');
    // No setting of the scenario repairs a hook.
    expect(recommendations).toEqual([]);
  });

  it('explains new connections that found the pod stopped', () => {
    const summary = judged({ fresh: unreached, extra: [...termination(236.5), hookFailed(236.1)] });
    expect(listMechanisms(summary)).toEqual(['hook-failed']);
  });

  it('is found if the watch shows its event up to a second later', () => {
    const summary = judged({ reused: cutOn(1), extra: [...termination(236.5), hookFailed(236.9)] });
    expect(listMechanisms(summary)).toEqual(['hook-failed']);
  });

  it('is not the mechanism of cut connections without a failed hook', () => {
    expect(listMechanisms(judged({ reused: cutOn(1), extra: termination(236.5) }))).toEqual([
      'connection-cut',
    ]);
  });

  it('is not the mechanism of other harm: on a pod that stays', () => {
    const summary = judged({
      reused: cutOn(2),
      extra: [...termination(236.5), ...named, hookFailed(236.1)],
      // Without names the cut connections are attributed to the terminating pod, and the evidence says that
      // this is not shown.
      nameless: ['hook-failed'],
    });
    expect(listMechanisms(summary)).toEqual(['unknown']);
  });

  it.each([
    ['another pod', hookFailed(236.1, 'web-2')],
    ['a pod of that name in another namespace', hookFailed(236.1, 'web-1', 'elsewhere', 'theirs')],
    ['an earlier time', hookFailed(200)],
    ['a later time, after the harm', hookFailed(238.9)],
  ])('is not the mechanism if the event is of %s', (_, event) => {
    const summary = judged({ reused: cutOn(1), extra: [...termination(236.5, 239), event] });
    expect(listMechanisms(summary)).toEqual(['connection-cut']);
  });

  it('is not the mechanism if the pod used up its grace period', () => {
    const late: Behaviour = (atS, random) =>
      atS >= 237.9 && atS < 238.2 ? { ms: 1, outcome: 'closed', pod: 1 } : healthy(atS, random);
    const summary = judged({
      reused: late,
      extra: [...termination(236.5, 238.2), hookFailed(236.1)],
      scenario: { workload: { ...abrupt, terminationGraceMs: 2_000 } },
    });
    expect(listMechanisms(summary)).toEqual(['connection-cut']);
  });
});
