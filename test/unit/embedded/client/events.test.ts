import { expect, it } from 'vitest';
import { ApiFailure } from '../../../../harness/embedded/client/client.ts';
import { eventRecorder } from '../../../../harness/embedded/client/events.ts';
import { memoryApi } from '../../../support/embedded/memory-api.ts';

const named = { metadata: { name: 'web', namespace: 'default' } };

it('writes an event once and increments its count when it is repeated', async () => {
  const api = memoryApi();
  const pod = await api.create('Pod', named);
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const events = eventRecorder(api, 'kubelet', () => nowMs);
  events.record('Pod', pod, 'Warning', 'Unhealthy', 'Readiness probe failed');
  await events.settled();
  nowMs += 5_000;
  events.record('Pod', pod, 'Warning', 'Unhealthy', 'Readiness probe failed');
  events.record('Pod', pod, 'Normal', 'Killing', 'Stopping container web');
  await events.settled();
  const [first, second, ...more] = api.store.all('Event').toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0));
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    involvedObject: {
      kind: 'Pod',
      apiVersion: 'v1',
      name: 'web',
      namespace: 'default',
      uid: pod.metadata.uid,
    },
    reason: 'Unhealthy',
    type: 'Warning',
    count: 2,
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:05Z',
    source: { component: 'kubelet' },
  });
  expect(second).toMatchObject({ reason: 'Killing', count: 1 });
});

it('is not affected by an unavailable API', async () => {
  const api = memoryApi();
  const pod = await api.create('Pod', named);
  const away = memoryApi({
    before: () => {
      throw new ApiFailure(0, '', 'away');
    },
  });
  const events = eventRecorder(away, 'kubelet');
  events.record('Pod', pod, 'Normal', 'Started', 'Started container web');
  await expect(events.settled()).resolves.toBeUndefined();
});

it('writes a repeated event again if it was removed, and continues the count of one that another wrote', async () => {
  const api = memoryApi();
  const pod = await api.create('Pod', named);
  const say = async (events: ReturnType<typeof eventRecorder>) => {
    events.record('Pod', pod, 'Warning', 'FailedScheduling', 'no nodes available to schedule pods');
    await events.settled();
  };
  const first = eventRecorder(api, 'default-scheduler');
  await say(first);
  const [written] = api.store.all('Event');
  await api.delete('Event', written?.metadata ?? { name: '' });
  await say(first);
  expect(api.store.all('Event')).toMatchObject([{ count: 2 }]);
  await say(eventRecorder(api, 'default-scheduler'));
  expect(api.store.all('Event')).toMatchObject([{ count: 3 }]);
});

it('loses none of two simultaneous events', async () => {
  const api = memoryApi();
  const pod = await api.create('Pod', named);
  const events = eventRecorder(api, 'kubelet');
  for (const _ of [1, 2]) events.record('Pod', pod, 'Normal', 'Pulled', 'Image is there');
  await events.settled();
  expect(api.store.all('Event')).toMatchObject([{ count: 2 }]);
});

it("shortens the longest object name so that its event's name is valid", async () => {
  const api = memoryApi();
  const pod = await api.create('Pod', { metadata: { name: 'a'.repeat(253), namespace: 'default' } });
  const events = eventRecorder(api, 'kubelet');
  events.record('Pod', pod, 'Normal', 'Started', 'Started container web');
  await events.settled();
  expect(api.store.all('Event')[0]?.metadata.name.length).toBeLessThanOrEqual(253);
});
