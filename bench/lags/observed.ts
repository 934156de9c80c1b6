import type { Lags } from '../../harness/embedded/lags.ts';
import type { JournalRecord, PodState } from '../../harness/journal/records.ts';

/** Observations of one lag in a journal. */
export interface ObservedLag {
  readonly lag: keyof Lags;
  /** The two events between which it was measured. */
  readonly why: string;
  readonly ms: readonly number[];
}

type RecordOf<T extends JournalRecord['type']> = Extract<JournalRecord, { type: T }>;

/**
 * Every lag that the records show, each between two changes as the API's watch delivered them. Blind periods
 * of a watch are left out, because a later list shows their changes late.
 */
export function observedLags(records: readonly JournalRecord[]): readonly ObservedLag[] {
  const seen = outsideOfBlindSpots(records);
  const pods = [...Map.groupBy(seen.filter(is('pod')), (record) => record.pod.uid).values()].filter(
    // A static pod is not scheduled, and its start is not requested here.
    ([first]) => first?.pod.owner?.startsWith('Node/') === false,
  );
  return [
    {
      lag: 'bindMs',
      why: 'from a pod without a node to the same pod with one',
      ms: pods.flatMap((changes) => between(changes, isUnbound, (pod) => pod.node !== null)),
    },
    {
      lag: 'podSyncMs',
      why: 'from a bound pod to the first status that its kubelet writes (ContainerCreating)',
      ms: pods.flatMap((changes) => between(changes, isBound, isBeingCreated)),
    },
    {
      lag: 'podStartMs',
      why: 'from that status to the phase Running: sandbox, network, mounts, start, and writing the status',
      ms: pods.flatMap((changes) => between(changes, isBeingCreated, (pod) => pod.phase === 'Running')),
    },
    {
      lag: 'podCleanupMs',
      why: "from the end of a deleted pod's last container (Succeeded, Failed) until the object has gone",
      ms: pods.flatMap(cleanup),
    },
    {
      lag: 'endpointsMs',
      why: "from a pod's change (ready or not, terminating) to the EndpointSlice that says the same",
      ms: endpointLags(seen),
    },
    {
      lag: 'kubeletRestartMs',
      why: 'from the order to replace the kubelet to its event Starting: the copy of its binary is in it',
      ms: kubeletRestarts(seen),
    },
  ];
}

const is =
  <T extends JournalRecord['type']>(type: T) =>
  (record: JournalRecord): record is RecordOf<T> =>
    record.type === type;

const isUnbound = (pod: PodState) => pod.node === null;
const isBound = (pod: PodState) => pod.node !== null && pod.phase === 'Pending' && pod.waiting === null;
const isBeingCreated = (pod: PodState) => pod.waiting === 'ContainerCreating';
const hasEnded = (pod: PodState) => pod.terminating && (pod.phase === 'Succeeded' || pod.phase === 'Failed');

/** From the first such change to the first later one. */
function between(
  changes: readonly RecordOf<'pod'>[],
  from: (pod: PodState) => boolean,
  to: (pod: PodState) => boolean,
): readonly number[] {
  const start = changes.findIndex(({ pod }) => from(pod));
  const begin = changes[start];
  const end = changes.slice(start + 1).find(({ pod }) => to(pod));
  return begin === undefined || end === undefined ? [] : [millis(begin, end)];
}

function cleanup(changes: readonly RecordOf<'pod'>[]): readonly number[] {
  const ended = changes.find(({ change, pod }) => change !== 'deleted' && hasEnded(pod));
  const deleted = changes.find(({ change }) => change === 'deleted');
  return ended === undefined || deleted === undefined ? [] : [millis(ended, deleted)];
}

/** There are two watches: if the slice arrives before the pod, the lag was too short to be seen. */
function endpointLags(records: readonly JournalRecord[]): readonly number[] {
  const slices = records.filter(is('endpoints'));
  const named = new Set(slices.flatMap(({ endpoints }) => endpoints.map(({ pod }) => pod)));
  const before = new Map<string, PodState>();
  const lags: number[] = [];
  for (const record of records) {
    if (record.type !== 'pod' || !named.has(record.pod.name)) continue;
    const { pod } = record;
    const last = before.get(pod.name);
    before.set(pod.name, pod);
    if (last === undefined || (last.ready === pod.ready && last.terminating === pod.terminating)) continue;
    const said = slices.find((slice) => slice.atUs >= record.atUs && agrees(slice, pod));
    if (said !== undefined) lags.push(millis(record, said));
  }
  return lags;
}

function agrees({ endpoints }: RecordOf<'endpoints'>, pod: PodState): boolean {
  const endpoint = endpoints.find((one) => one.pod === pod.name);
  if (endpoint === undefined) return hasEnded(pod);
  return endpoint.terminating === pod.terminating && endpoint.ready === (pod.ready && !pod.terminating);
}

function kubeletRestarts(records: readonly JournalRecord[]): readonly number[] {
  return records
    .filter(is('intent'))
    .filter(({ action, edge }) => action === 'kubelet' && edge === 'begin')
    .flatMap((order) => {
      const start = records.find(
        (record): record is RecordOf<'event'> =>
          record.type === 'event' &&
          record.atUs > order.atUs &&
          record.message === 'Starting kubelet.' &&
          record.object === `Node/${order.node}`,
      );
      return start === undefined ? [] : [millis(order, start)];
    });
}

function outsideOfBlindSpots(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const blind = new Set<string>();
  return records.filter((record) => {
    if (record.type === 'blind') {
      if (record.edge === 'begin') blind.add(record.resource);
      else blind.delete(record.resource);
    }
    return blind.size === 0;
  });
}

const millis = (from: JournalRecord, to: JournalRecord): number => (to.atUs - from.atUs) / 1_000;
