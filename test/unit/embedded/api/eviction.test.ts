import { describe, expect, it } from 'vitest';
import { evict } from '../../../../harness/embedded/api/eviction.ts';
import { evictionRequest } from '../../../../harness/embedded/api/eviction-request.ts';
import { resources } from '../../../../harness/embedded/api/kinds/resources.ts';
import { StatusError } from '../../../../harness/embedded/api/status-error.ts';
import { budget, pod, runningStatus } from '../../../support/embedded/api/manifests.ts';
import { testStorage } from '../../../support/embedded/api/test-objects.ts';

const key = { namespace: 'default', name: 'web' };
const nowMs = Date.parse('2026-01-02T00:00:00.500Z');
const allowing = {
  currentHealthy: 3,
  desiredHealthy: 2,
  expectedPods: 3,
  disruptionsAllowed: 1,
  observedGeneration: 1,
};

/** A running pod and budgets with that spec and status. */
function withBudgets(...budgets: readonly { spec?: object; status?: object }[]) {
  const { store, storage } = testStorage();
  const admitted = resources.Pod.admit({ ...pod('web', 'worker-1'), status: runningStatus });
  storage.create('Pod', { ...admitted, metadata: { ...admitted.metadata, ...key } });
  for (const [index, { spec, status }] of budgets.entries()) {
    const name = index === 0 ? 'web' : `web-${index}`;
    const metadata = { name, namespace: 'default' };
    storage.create(
      'PodDisruptionBudget',
      resources.PodDisruptionBudget.admit({
        metadata,
        spec: { ...budget.spec, ...spec },
        status: { ...allowing, ...status },
      }),
    );
  }
  return {
    store,
    storage,
    evicted: () => evict(storage, key, {}, nowMs),
    budget: () => storage.get('PodDisruptionBudget', key),
    setPod: (status: object) =>
      storage.update('Pod', key, (one) => ({ ...one, status: { ...one.status, ...status } })),
  };
}

function failure(of: () => unknown): StatusError {
  try {
    of();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('did not fail');
}

const notReady = { conditions: [{ type: 'Ready', status: 'False' }] };

describe('an eviction', () => {
  it('deletes a pod and records the reason on it', () => {
    const pod = withBudgets().evicted();
    expect(pod.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
    expect(pod.status?.conditions).toContainEqual({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
      lastTransitionTime: '2026-01-02T00:00:00Z',
    });
  });

  it('charges the budget', () => {
    const { evicted, budget } = withBudgets({});
    evicted();
    expect(budget().status).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { web: '2026-01-02T00:00:00Z' },
      conditions: [
        { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', observedGeneration: 1 },
      ],
    });
    expect(budget().metadata.generation).toBe(1);
  });

  it('is rejected while the budget allows none', () => {
    const { evicted, store } = withBudgets({ status: { disruptionsAllowed: 0, currentHealthy: 2 } });
    const before = store.version();
    expect(failure(evicted).toStatus()).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: 'The disruption budget web needs 2 healthy pods and has 2 currently',
          },
        ],
      },
    });
    expect(store.version()).toBe(before);
  });

  it('reports that the budget could not be computed', () => {
    const conditions = [
      { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'no scale' },
    ];
    const { evicted } = withBudgets({ status: { disruptionsAllowed: 0, conditions } });
    expect(failure(evicted).details?.causes?.[0]?.message).toBe(
      'The disruption budget web does not allow evicting pods currently because it failed sync: no scale',
    );
  });

  it('waits for a budget that has just been changed', () => {
    const { evicted } = withBudgets({ status: { observedGeneration: 0 } });
    expect(failure(evicted)).toMatchObject({
      code: 429,
      details: {
        retryAfterSeconds: 10,
        causes: [{ message: 'The disruption budget web is still being processed by the server.' }],
      },
    });
  });

  it('is an error if two budgets apply', () => {
    const { evicted } = withBudgets({}, {});
    expect(failure(evicted)).toMatchObject({
      code: 500,
      message:
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    });
  });

  it('ignores budgets of other pods', () => {
    const none = { disruptionsAllowed: 0 };
    const other = { spec: { selector: { matchLabels: { app: 'db' } } }, status: none };
    expect(withBudgets(other).evicted().metadata.deletionTimestamp).toBeDefined();
    const all = withBudgets({ spec: { selector: {} }, status: none });
    expect(failure(all.evicted).code).toBe(429);
  });

  it.each(['Pending', 'Succeeded', 'Failed'])('needs no budget for a pod that is %s', (phase) => {
    const { evicted, setPod, budget } = withBudgets({ status: { disruptionsAllowed: 0 } });
    setPod({ phase });
    evicted();
    expect(budget().status).not.toHaveProperty('disruptedPods');
  });

  it('of a pod that is not ready is free while enough others are', () => {
    const { evicted, setPod, budget } = withBudgets({ status: { disruptionsAllowed: 0 } });
    setPod(notReady);
    evicted();
    expect(budget().status).not.toHaveProperty('disruptedPods');
    const short = withBudgets({ status: { disruptionsAllowed: 0, currentHealthy: 1 } });
    short.setPod(notReady);
    expect(failure(short.evicted).code).toBe(429);
    const always = withBudgets({
      spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
      status: { disruptionsAllowed: 0, currentHealthy: 1 },
    });
    always.setPod(notReady);
    expect(always.evicted().metadata.deletionTimestamp).toBeDefined();
  });
});

describe('a request for one', () => {
  it('is read with its delete options', () => {
    const sent = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'web', namespace: 'default', creationTimestamp: null },
      deleteOptions: { gracePeriodSeconds: 0, preconditions: { uid: '1' }, dryRun: ['All'] },
    };
    expect(evictionRequest(sent)).toEqual({
      name: 'web',
      options: { gracePeriodSeconds: 0, uid: '1' },
      dryRun: ['All'],
    });
    expect(() => evictionRequest({ ...sent, apiVersion: 'policy/v1beta1' })).toThrow(
      'cannot be handled as a Eviction',
    );
  });
});
