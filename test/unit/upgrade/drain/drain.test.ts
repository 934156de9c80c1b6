import { expect, onTestFinished, test, vi } from 'vitest';
import type { DrainPolicy } from '../../../../harness/scenario/scenario.ts';
import { drain } from '../../../../harness/upgrade/drain/drain.ts';
import { answer, type FakeApi } from '../../../support/kube/fake-api.ts';
import { drainPolicy } from '../../../support/upgrade/drain-policy.ts';
import { budgetBlocks, evictions, pods, smallCluster } from '../../../support/upgrade/small-cluster.ts';

async function drainable() {
  const cluster = await smallCluster();
  const ending = new AbortController();
  onTestFinished(() => cluster.api[Symbol.asyncDispose]());
  const drainWorker = (policy: Partial<DrainPolicy> = {}) =>
    drain({
      kube: cluster.api.kube,
      node: 'worker',
      policy: drainPolicy(policy),
      step: 0,
      append: cluster.append,
      clock: cluster.clock,
      signal: ending.signal,
      pollMs: 10,
    });
  return { ...cluster, drainWorker, ending };
}

const names = (objects: readonly { metadata: { name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name);

test('leaves pods of DaemonSets, static and finished ones, and those of other nodes', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('agent', { owner: 'DaemonSet' });
  putPod('static', { owner: 'Node', mirror: true });
  putPod('done', { phase: 'Succeeded' });
  putPod('elsewhere', { node: 'worker2' });
  expect(await drainWorker()).toBe('1 of 1 pods evicted');
  expect(names(api.stored(pods))).toEqual(['agent', 'static', 'done', 'elsewhere']);
  expect(evictions(journal)).toEqual(['web accepted']);
});

const withEmptyDir = { volumes: [{ name: 'cache', emptyDir: {} }] };

test('names pods without a controller, and those whose emptyDir data it deleted', async () => {
  const { api, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('bare', { owner: null });
  putPod('cache', { spec: withEmptyDir });
  expect(await drainWorker()).toBe(
    '3 of 3 pods evicted; without a controller: app/bare; emptyDir data deleted: app/cache',
  );
  expect(api.stored(pods)).toEqual([]);
});

test.each<[what: string, policy: Partial<DrainPolicy>, pod: string]>([
  ['without a controller', { force: false }, 'app/bare'],
  ['with emptyDir volumes', { deleteEmptyDirData: false }, 'app/cache'],
])('evicts nothing from a node with pods %s if the policy says so', async (what, policy, pod) => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('bare', { owner: null });
  putPod('cache', { spec: withEmptyDir });
  putPod('agent', { owner: 'DaemonSet', spec: withEmptyDir });
  putPod('done', { owner: null, phase: 'Succeeded', spec: withEmptyDir });
  await expect(drainWorker(policy)).rejects.toMatchObject({
    code: 'drain-refused',
    message: `draining worker was not begun; the node stays cordoned: pods ${what}: ${pod}`,
  });
  expect(api.stored(pods)).toHaveLength(5);
  expect(evictions(journal)).toEqual([]);
});

/** Once a pod is evicted, another one of its controller is on the same node. */
function returnsAs(cluster: Awaited<ReturnType<typeof drainable>>, pod: string, spec: object): void {
  const { api, putPod } = cluster;
  api.rules.push((request, response) => {
    if (!request.url?.includes(`/pods/${pod}/eviction`)) return false;
    api.remove(pods, pod);
    putPod(`${pod}-again`, { uid: 'its-successor', spec });
    answer(response, 201, { kind: 'Status', status: 'Success' });
    return true;
  });
}

test.each([
  ['every taint', [{ operator: 'Exists' }]],
  ['that of a cordon', [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }]],
  ['it without a value', [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]],
])('names a pod that tolerates %s and is on the node again', async (_, tolerations) => {
  const cluster = await drainable();
  cluster.putPod('agent', { spec: { tolerations } });
  returnsAs(cluster, 'agent', { tolerations });
  expect(await cluster.drainWorker()).toBe(
    '1 of 1 pods evicted; returned, as they tolerate the cordon: app/agent-again',
  );
});

test.each([
  ['no taint', []],
  ['evictions only', [{ operator: 'Exists', effect: 'NoExecute' }]],
  ['another taint', [{ key: 'gpu', operator: 'Exists' }]],
])('asks for no further list after pods that tolerate %s', async (_, tolerations) => {
  const { api, putPod, drainWorker } = await drainable();
  putPod('web', { spec: { tolerations } });
  await drainWorker();
  expect(api.requests.filter((line) => line.includes('fieldSelector'))).toHaveLength(1);
});

test('retries a blocked eviction, and journals each message of the budget once', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', ['needs 3, has 3', 'needs 3, has 3', 'needs 3, has 2']);
  await drainWorker();
  expect(evictions(journal)).toEqual([
    'web blocked needs 3, has 3',
    'web blocked needs 3, has 2',
    'web accepted',
  ]);
});

test('evicts the other pods while one is blocked, by uid', async () => {
  const { api, putPod, drainWorker } = await drainable();
  const bodies: string[] = [];
  api.rules.push((request, response, body) => {
    if (!request.url?.includes('/eviction')) return false;
    bodies.push(body);
    if (!request.url.includes('/stuck/') || api.stored(pods).length === 1) return false;
    answer(response, 429, { details: { causes: [{ reason: 'DisruptionBudget', message: 'not yet' }] } });
    return true;
  });
  putPod('stuck');
  putPod('a');
  putPod('b');
  await drainWorker();
  expect(api.stored(pods)).toEqual([]);
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
    apiVersion: 'policy/v1',
    deleteOptions: { preconditions: { uid: 'uid-of-stuck' } },
  });
});

test('waits until the pod of that uid is gone, not one of its name', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web-0');
  api.rules.push((request, response) => {
    if (!request.url?.includes('/eviction')) return false;
    answer(response, 201, { kind: 'Status' });
    return true;
  });
  const drained = drainWorker();
  await vi.waitFor(() => expect(evictions(journal)).toEqual(['web-0 accepted']));
  await vi.waitFor(() => expect(api.requests.filter((line) => line.endsWith('/pods/web-0'))).not.toEqual([]));
  api.put(pods, { metadata: { name: 'web-0', namespace: 'app', uid: 'its-successor' } });
  expect(await drained).toBe('1 of 1 pods evicted');
});

test('waits for an API server that is unavailable and then forbids everything for a while', async () => {
  const { api, putPod, drainWorker } = await drainable();
  putPod('web');
  await api.close();
  const drained = drainWorker();
  let refusals = 2;
  api.rules.unshift((_request, response) => {
    if (refusals-- <= 0) return false;
    answer(response, 403, { kind: 'Status', message: 'pods is forbidden' });
    return true;
  });
  await api.reopen();
  expect(await drained).toBe('1 of 1 pods evicted');
});

/** Answers the first evictions of a pod like an admission webhook that denies them. */
function webhookDenies(api: FakeApi, pod: string, times: number, status = 500): void {
  let asked = 0;
  api.rules.push((request, response) => {
    if (!request.url?.includes(`/pods/${pod}/eviction`) || asked++ >= times) return false;
    answer(response, status, {
      kind: 'Status',
      code: status,
      message: 'admission webhook denied the request',
    });
    return true;
  });
}

test.each([403, 422, 500])('requests an eviction again after a %d, and journals it once', async (status) => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  webhookDenies(api, 'web', 3, status);
  expect(await drainWorker()).toBe('1 of 1 pods evicted');
  expect(evictions(journal)).toEqual([
    `web refused ${status} admission webhook denied the request`,
    'web accepted',
  ]);
});

test.each([403, 422, 500])('ends with a %d if the policy says so, after the other pods', async (status) => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('other');
  webhookDenies(api, 'web', 1, status);
  await expect(drainWorker({ onError: 'fail' })).rejects.toMatchObject({
    code: 'eviction-refused',
    message: expect.stringMatching(/worker .*app\/web \(\d+ admission webhook denied the request\)/),
  });
  expect(evictions(journal).toSorted()).toEqual([
    'other accepted',
    `web refused ${status} admission webhook denied the request`,
  ]);
  expect(names(api.stored(pods))).toEqual(['web']);
});

test('requests it again after a budget or an overload, whatever the policy says of errors', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('other');
  budgetBlocks(api, 'web', ['needs 3']);
  webhookDenies(api, 'other', 1, 429);
  expect(await drainWorker({ onError: 'fail' })).toBe('2 of 2 pods evicted');
  expect(evictions(journal).toSorted()).toEqual(['other accepted', 'web accepted', 'web blocked needs 3']);
});

test('ends if no API server answers an eviction, and the policy says so', async () => {
  const { api, putPod, drainWorker } = await drainable();
  putPod('web');
  api.rules.push((request) => {
    if (!request.url?.includes('/eviction')) return false;
    request.socket.destroy();
    return true;
  });
  await expect(drainWorker({ onError: 'fail' })).rejects.toMatchObject({ code: 'eviction-refused' });
});

test('waits for the interval of the policy before it requests an eviction again', async () => {
  const { api, journal, putPod, drainWorker, ending } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', ['needs 3']);
  const drained = drainWorker({ retryMs: 3_600_000, timeoutMs: 7_200_000 });
  await vi.waitFor(() => expect(evictions(journal)).toEqual(['web blocked needs 3']));
  expect(api.requests.filter((line) => line.endsWith('/eviction'))).toHaveLength(1);
  ending.abort(new Error('enough'));
  await expect(drained).rejects.toThrow('enough');
});

test('fails at the timeout, naming the pod and the budget', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  await expect(drainWorker({ timeoutMs: 300 })).rejects.toMatchObject({
    code: 'drain-timed-out',
    message: expect.stringMatching(/worker .*app\/web \(web needs 3\)/),
  });
  expect(evictions(journal)).toEqual(['web blocked web needs 3', 'web timed-out web needs 3']);
});

test('continues at the timeout if the policy says so', async () => {
  const { api, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('other');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  expect(await drainWorker({ timeoutMs: 300, onTimeout: 'continue' })).toBe(
    '1 of 2 pods evicted; continued with app/web (web needs 3)',
  );
  expect(names(api.stored(pods))).toEqual(['web']);
});

test('deletes the rest at the timeout if the policy says so', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  await drainWorker({ timeoutMs: 300, onTimeout: 'delete-pods' });
  expect(api.stored(pods)).toEqual([]);
  expect(evictions(journal).slice(1)).toEqual(['web timed-out web needs 3', 'web deleted']);
});

test('evicts the rest past its budget at the timeout if the policy says so', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  expect(await drainWorker({ timeoutMs: 300, onTimeout: 'evict-anyway' })).toBe(
    '0 of 1 pods evicted; evicted past their budgets: app/web (web needs 3)',
  );
  expect(api.stored(pods)).toEqual([]);
  expect(evictions(journal).slice(1)).toEqual(['web timed-out web needs 3', 'web deleted']);
});

/** Accepts the deletion of a pod, which goes on terminating. */
function outlivesDeletion(api: FakeApi, pod: string): void {
  api.rules.push((request, response) => {
    if (request.method !== 'DELETE' || !request.url?.includes(`/pods/${pod}`)) return false;
    answer(response, 200, { kind: 'Status', status: 'Success' });
    return true;
  });
}

test('continues with a pod that outlives its deletion, or fails, as the policy says', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(10_000).fill('web needs 3'));
  outlivesDeletion(api, 'web');
  expect(await drainWorker({ timeoutMs: 300, onTimeout: 'evict-anyway' })).toBe(
    '0 of 1 pods evicted; evicted past their budgets: app/web (web needs 3); continued with app/web (deleted, but not gone yet)',
  );
  expect(evictions(journal).slice(1)).toEqual([
    'web timed-out web needs 3',
    'web deleted',
    'web timed-out deleted, but not gone yet',
  ]);
  await expect(drainWorker({ timeoutMs: 300, onTimeout: 'delete-pods' })).rejects.toMatchObject({
    code: 'drain-timed-out',
  });
});

test('ends with its signal', async () => {
  const { api, putPod, drainWorker, journal, ending } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  const drained = drainWorker();
  await vi.waitFor(() => expect(evictions(journal)).toHaveLength(1));
  ending.abort(new Error('interrupted'));
  await expect(drained).rejects.toThrow('interrupted');
});
