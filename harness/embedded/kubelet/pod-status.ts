import { withCondition } from '../conditions.ts';
import type { Pod } from '../objects.ts';
import { timestamp } from '../times.ts';
import type { Container } from './supervisor.ts';

export type PodStatus = NonNullable<Pod['status']>;
type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
type ContainerState = NonNullable<ContainerStatus['state']>;
type Condition = NonNullable<PodStatus['conditions']>[number];

/** A container as its kubelet sees it. */
export interface ContainerView {
  readonly name: string;
  readonly image: string;
  /** Why it is not running, where it is still to run; null otherwise. */
  readonly waiting: { readonly reason: string; readonly message?: string } | null;
  /** Newest attempt first. */
  readonly attempts: readonly Container[];
  readonly started: boolean;
  readonly ready: boolean;
}

export interface PodView {
  readonly pod: Pod;
  readonly hostIp: string;
  /** Null: not there yet. */
  readonly podIp: string | null;
  /** When the kubelet took it over. */
  readonly startedMs: number;
  readonly containers: readonly ContainerView[];
  /** All its processes have ended, for good. */
  readonly over: boolean;
}

/** What the kubelet says of a pod; conditions that are others' stay as they are. @param nowMs wall clock */
export function podStatus(view: PodView, nowMs: number): PodStatus {
  const { pod, hostIp, podIp } = view;
  const containerStatuses = view.containers.map((container) => containerStatus(container, view.over));
  const phase = phaseOf(pod, containerStatuses, view.over);
  const conditions = ownConditions(phase, podIp !== null && !view.over, containerStatuses).reduce(
    (before, condition) => withCondition(before, condition, nowMs),
    pod.status?.conditions ?? [],
  );
  const ips = podIp === null ? {} : { podIP: podIp, podIPs: [{ ip: podIp }] };
  return {
    ...pod.status,
    phase,
    conditions,
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    ...ips,
    startTime: pod.status?.startTime ?? timestamp(view.startedMs),
    containerStatuses,
  };
}

function containerStatus(view: ContainerView, over: boolean): ContainerStatus {
  const [newest, before] = view.attempts;
  const { state, lastState } = statesOf(view, newest, before, over);
  const running = state.running !== undefined;
  return {
    name: view.name,
    image: view.image,
    // Images are not pulled and have no digest: what it stands for is a command.
    imageID: newest === undefined ? '' : `processes://${newest.image}`,
    ...(newest !== undefined && { containerID: newest.id }),
    restartCount: newest?.attempt ?? 0,
    started: running && view.started,
    ready: running && view.ready,
    state,
    lastState,
  };
}

function statesOf(
  { waiting }: ContainerView,
  newest: Container | undefined,
  before: Container | undefined,
  over: boolean,
): { readonly state: ContainerState; readonly lastState: ContainerState } {
  if (over && newest === undefined) return { state: { terminated: neverRan }, lastState: {} };
  if (waiting !== null && !over) return { state: { waiting }, lastState: newest ? stateOf(newest) : {} };
  return { state: newest ? stateOf(newest) : {}, lastState: before ? stateOf(before) : {} };
}

const neverRan = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

function stateOf({ id, exit, startedMs }: Container): ContainerState {
  const startedAt = timestamp(startedMs);
  if (exit === null) return { running: { startedAt } };
  const { code, reason, message, finishedMs } = exit;
  return {
    terminated: {
      exitCode: code,
      reason,
      ...(message === '' ? {} : { message }),
      startedAt,
      finishedAt: timestamp(finishedMs),
      containerID: id,
    },
  };
}

/** As the kubelet's getPhase. */
function phaseOf(pod: Pod, statuses: readonly ContainerStatus[], over: boolean): string {
  const stopped = statuses.filter(({ state, lastState }) => state?.terminated ?? lastState?.terminated);
  const running = statuses.filter(({ state }) => state?.running);
  const waiting = statuses.filter(({ state, lastState }) => state?.waiting && !lastState?.terminated);
  if (waiting.length > 0) return 'Pending';
  if (running.length > 0) return 'Running';
  if (stopped.length === 0) return 'Pending';
  const policy = pod.spec?.restartPolicy;
  const succeeded = stopped.every(({ state }) => state?.terminated?.exitCode === 0);
  if (over) return succeeded ? 'Succeeded' : 'Failed';
  if (policy === 'Always') return 'Running';
  if (succeeded) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

function ownConditions(
  phase: string,
  hasSandbox: boolean,
  statuses: readonly ContainerStatus[],
): readonly Condition[] {
  const ended = { Succeeded: 'PodCompleted', Failed: 'PodFailed' }[phase];
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const readiness: Omit<Condition, 'type'> =
    ended !== undefined
      ? { status: 'False', reason: ended }
      : unready.length === 0
        ? { status: 'True' }
        : {
            status: 'False',
            reason: 'ContainersNotReady',
            message: `containers with unready status: [${unready.join(' ')}]`,
          };
  const completed = phase === 'Succeeded' ? { reason: 'PodCompleted' } : {};
  return [
    { type: 'PodReadyToStartContainers', status: hasSandbox ? 'True' : 'False' },
    { type: 'Initialized', status: 'True', ...completed },
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
    { type: 'PodScheduled', status: 'True' },
  ];
}
