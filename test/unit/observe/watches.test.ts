import { expect, onTestFinished, test, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { observe } from '../../../harness/observe/watches.ts';
import { fakeApi } from '../../support/kube/fake-api.ts';
import { collected, ofType } from '../../support/observe/collected.ts';

const soon = { timeout: 10_000, interval: 20 };
const watches = 6;
const node = (ready: string, heartbeat: string) => ({
  metadata: { name: 'worker' },
  spec: {},
  status: {
    nodeInfo: { kubeletVersion: 'v1.33.13' },
    conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: heartbeat }],
  },
});
const event = (reason: string, type: string, count: number) => ({
  metadata: { name: `${reason}-event`, namespace: 'app' },
  involvedObject: { kind: 'Pod', name: 'web-1' },
  lastTimestamp: new Date().toISOString(),
  reason,
  type,
  count,
});

async function observed() {
  const api = await fakeApi();
  const journal = collected();
  const ending = new AbortController();
  const clock = clockFrom();
  const start = () =>
    observe({
      ...{ kube: api.kube, journal, clock, signal: ending.signal },
      rollouts: [{ kind: 'Deployment', namespace: 'app', name: 'web' }],
      services: [{ namespace: 'app', service: 'web' }],
    });
  let observers: ReturnType<typeof start> | undefined;
  onTestFinished(async () => {
    await observers?.[Symbol.asyncDispose]();
    await api[Symbol.asyncDispose]();
  });
  return { api, journal, clock, start: () => (observers = start()) };
}

test('journals a node only if its journaled state has changed', async () => {
  const { api, journal, start } = await observed();
  api.put('/api/v1/nodes', node('True', '2026-01-01T00:00:00Z'));
  start();
  await vi.waitFor(() => expect(api.openWatches()).toBe(watches), soon);
  api.put('/api/v1/nodes', node('True', '2026-01-01T00:00:10Z'));
  api.put('/api/v1/nodes', node('False', '2026-01-01T00:00:20Z'));
  api.remove('/api/v1/nodes', 'worker');
  await vi.waitFor(() => expect(ofType(journal.entries, 'node').at(-1)?.change).toBe('deleted'), soon);
  expect(ofType(journal.entries, 'node').map(({ change, node: { ready } }) => [change, ready])).toEqual([
    ['added', true],
    ['modified', false],
    ['deleted', false],
  ]);
});

test('journals a list after its contents, with the time of its request', async () => {
  const { api, journal, clock, start } = await observed();
  api.put('/api/v1/nodes', node('True', '2026-01-01T00:00:00Z'));
  const observers = start();
  await vi.waitFor(() => expect(api.openWatches()).toBe(watches), soon);
  const askedUs = clock.nowUs();
  api.put('/api/v1/pods', { metadata: { name: 'web-1', namespace: 'app' }, spec: { containers: [] } });
  await observers.relist('gate', AbortSignal.timeout(10_000));
  const lists = ofType(journal.entries, 'list').filter(({ purpose }) => purpose === 'gate');
  expect(lists.map(({ resource }) => resource).sort()).toEqual([
    'daemonsets',
    'deployments',
    'endpointslices',
    'nodes',
    'pods',
  ]);
  expect(lists.every(({ beganUs }) => beganUs >= askedUs)).toBe(true);
  const pod = journal.entries.findIndex(({ type }) => type === 'pod');
  const listOfPods = journal.entries.findIndex(
    (entry) => entry.type === 'list' && entry.resource === 'pods' && entry.purpose === 'gate',
  );
  expect(pod).toBeGreaterThan(-1);
  expect(pod).toBeLessThan(listOfPods);
});

test('leaves out rollouts of other namespaces', async () => {
  const { api, journal, start } = await observed();
  for (const namespace of ['kube-system', 'app', 'other'])
    api.put('/apis/apps/v1/daemonsets', { metadata: { name: `in-${namespace}`, namespace, generation: 1 } });
  start();
  await vi.waitFor(() => expect(api.openWatches()).toBe(watches), soon);
  expect(ofType(journal.entries, 'rollout').map(({ rollout }) => rollout.name)).toEqual([
    'in-kube-system',
    'in-app',
  ]);
});

test('journals warnings and relevant events, repeated ones as their count doubles', async () => {
  const { api, journal, start } = await observed();
  api.put('/api/v1/events', { ...event('Old', 'Warning', 1), lastTimestamp: '2020-01-01T00:00:00Z' });
  start();
  await vi.waitFor(() => expect(api.openWatches()).toBe(watches), soon);
  api.put('/api/v1/events', event('Pulled', 'Normal', 1));
  for (const count of [1, 2, 3, 4, 5]) api.put('/api/v1/events', event('BackOff', 'Warning', count));
  api.remove('/api/v1/events', 'BackOff-event');
  api.put('/api/v1/events', event('Killing', 'Normal', 1));
  await vi.waitFor(() => expect(ofType(journal.entries, 'event').at(-1)?.reason).toBe('Killing'), soon);
  expect(ofType(journal.entries, 'event').map(({ reason, count }) => `${reason} ${count}`)).toEqual([
    'BackOff 1',
    'BackOff 2',
    'BackOff 4',
    'Killing 1',
  ]);
});

test('is blind in everything from the moment a probe reports it, until new lists are in', async () => {
  const { api, journal, start } = await observed();
  const observers = start();
  await vi.waitFor(() => expect(api.openWatches()).toBe(watches), soon);
  observers.apiAway('readyz of worker: ECONNREFUSED');
  const edges = (edge: string) => ofType(journal.entries, 'blind').filter((blind) => blind.edge === edge);
  expect(edges('begin').map(({ why }) => why)).toEqual(Array(watches).fill('readyz of worker: ECONNREFUSED'));
  await vi.waitFor(() => expect(edges('end')).toHaveLength(watches), soon);
  for (const end of edges('end')) {
    const before = journal.entries[journal.entries.indexOf(end) - 1];
    expect(before).toMatchObject({ type: 'list', resource: end.resource });
  }
});

test('a new list shows that the API was unavailable', async () => {
  const { api, start } = await observed();
  const observers = start();
  await vi.waitFor(() => expect(api.openWatches()).toBe(watches), soon);
  await api.close();
  await expect(observers.relist('gate', AbortSignal.timeout(10_000))).rejects.toThrow();
});
