import { describe, expect, test } from 'vitest';
import { failed, reckon } from '../../../../../harness/embedded/controllers/disruption/budget-status.ts';
import {
  computeExpectation,
  leavesOut,
  roundedUp,
} from '../../../../../harness/embedded/controllers/disruption/expected-pods.ts';
import {
  aBudget,
  aDeployment,
  aPod,
  aReplicaSet,
  ready,
} from '../../../../support/embedded/controllers/objects.ts';

const nowMs = Date.parse('2026-01-01T00:10:00Z');
const owner = { kind: 'ReplicaSet', name: 'web-rs' };
/** A Deployment of that size. */
const of = (replicas: number) => ({
  replicaSet: () => aReplicaSet('web-rs', 1, 'web'),
  deployment: () => aDeployment('web', replicas),
});
const pods = (count: number, readyCount = count) =>
  Array.from({ length: count }, (_, index) =>
    aPod(`web-${index}`, {
      on: 'a',
      owner,
      status: { phase: 'Running', conditions: [ready(index < readyCount ? 'True' : 'False')] },
    }),
  );

describe('rules from the documentation', () => {
  // https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages
  test('7 pods and minAvailable "50%": 4 must be available', () => {
    expect(computeExpectation(aBudget({ minAvailable: '50%' }), pods(7), of(7))).toEqual({
      expectedPods: 7,
      desiredHealthy: 4,
    });
  });

  test('7 pods and maxUnavailable "50%": 4 may be unavailable', () => {
    expect(computeExpectation(aBudget({ maxUnavailable: '50%' }), pods(7), of(7)).desiredHealthy).toBe(3);
  });

  test.each`
    value    | total | rounded
    ${'30%'} | ${10} | ${3}
    ${'30%'} | ${1}  | ${1}
    ${'0%'}  | ${5}  | ${0}
    ${2}     | ${5}  | ${2}
  `('$value of $total is $rounded', ({ value, total, rounded }) => {
    expect(roundedUp(value, total)).toBe(rounded);
  });

  test('an invalid percentage is reported', () => {
    expect(() => roundedUp('half', 4)).toThrow('string is not a percentage');
  });

  // "minAvailable of 5: evictions are allowed as long as they leave behind 5 or more healthy pods"
  test.each`
    spec                       | healthy | allowed
    ${{ minAvailable: 5 }}     | ${6}    | ${1}
    ${{ minAvailable: 5 }}     | ${5}    | ${0}
    ${{ minAvailable: 6 }}     | ${6}    | ${0}
    ${{ maxUnavailable: 5 }}   | ${6}    | ${5}
    ${{ maxUnavailable: 1 }}   | ${5}    | ${0}
    ${{ maxUnavailable: 0 }}   | ${6}    | ${0}
    ${{ minAvailable: '0%' }}  | ${6}    | ${6}
    ${{ maxUnavailable: 100 }} | ${6}    | ${6}
    ${{}}                      | ${6}    | ${0}
  `('$spec with $healthy of 6 healthy allows $allowed', ({ spec, healthy, allowed }) => {
    const { status } = reckon(aBudget(spec), pods(6, healthy), of(6), nowMs);
    expect(status).toMatchObject({
      disruptionsAllowed: allowed,
      currentHealthy: healthy,
      observedGeneration: 1,
      conditions: [
        {
          type: 'DisruptionAllowed',
          status: allowed > 0 ? 'True' : 'False',
          reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
          lastTransitionTime: '2026-01-01T00:10:00Z',
        },
      ],
    });
  });

  test('bare pods: only an integer minAvailable counts them', () => {
    const bare = pods(3).map((pod) => ({ ...pod, metadata: { ...pod.metadata, ownerReferences: [] } }));
    expect(reckon(aBudget({ minAvailable: 2 }), bare, of(0), nowMs).status.disruptionsAllowed).toBe(1);
    expect(reckon(aBudget({ maxUnavailable: 1 }), bare, of(0), nowMs).status.disruptionsAllowed).toBe(0);
    expect(leavesOut(aBudget({ minAvailable: 2 }), bare)).toBe(false);
    expect(leavesOut(aBudget({ maxUnavailable: 1 }), bare)).toBe(true);
  });

  test('several ReplicaSets of one Deployment count once, as during a rollout', () => {
    expect(computeExpectation(aBudget({ maxUnavailable: 1 }), pods(5), of(4)).expectedPods).toBe(4);
  });

  test('pods of a controller without a scale are a failure that allows nothing', () => {
    const agent = aPod('agent', { on: 'a', owner: { kind: 'DaemonSet', name: 'agent' } });
    const why = 'daemonsets.apps does not implement the scale subresource';
    expect(() => computeExpectation(aBudget({ maxUnavailable: 1 }), [agent], of(1))).toThrow(why);
    expect(failed(aBudget({ maxUnavailable: 1 }), why, nowMs)).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: why }],
    });
  });
});

describe('pods with an accepted eviction', () => {
  const disrupted = (seconds: number) =>
    aBudget(
      { minAvailable: 1 },
      {
        currentHealthy: 2,
        desiredHealthy: 1,
        disruptionsAllowed: 0,
        expectedPods: 2,
        disruptedPods: { 'web-0': new Date(nowMs - seconds * 1000).toISOString() },
      },
    );

  test('count as gone until they are deleted', () => {
    const { status, recheckAtMs } = reckon(disrupted(30), pods(2), of(2), nowMs);
    expect(status).toMatchObject({ currentHealthy: 1, disruptionsAllowed: 0 });
    expect(Object.keys(status.disruptedPods ?? {})).toEqual(['web-0']);
    expect(recheckAtMs).toBe(nowMs + 90_000);
  });

  test('are forgotten when their deletion is seen, and after two minutes', () => {
    const [first, second] = pods(2);
    const terminating = aPod('web-0', { on: 'a', owner, deleted: true });
    expect(reckon(disrupted(30), [terminating, ...(second ? [second] : [])], of(2), nowMs)).toMatchObject({
      status: { disruptedPods: {}, currentHealthy: 1 },
      recheckAtMs: null,
    });
    const late = reckon(
      disrupted(121),
      [first, second].filter((pod) => pod !== undefined),
      of(2),
      nowMs,
    );
    expect(late.status).toMatchObject({ disruptedPods: {}, currentHealthy: 2 });
  });
});

test('a pod counts whatever its name', () => {
  const called = aPod('constructor', { on: 'a', owner, status: { conditions: [ready('True')] } });
  const { status } = reckon(aBudget({ minAvailable: 1 }), [called], of(1), nowMs);
  expect(status).toMatchObject({ currentHealthy: 1, disruptedPods: {} });
});
