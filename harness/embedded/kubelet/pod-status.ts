import { withCondition } from '../conditions.ts';
import type { Pod } from '../objects.ts';
import { timestamp } from '../times.ts';
import {
  type ContainerStatus,
  type ContainerView,
  containerStatus,
  type PodStatus,
} from './container-status.ts';

type Condition = NonNullable<PodStatus['conditions']>[number];

export interface PodView {
  readonly pod: Pod;
  readonly hostIp: string;
  /** Null: not created yet. */
  readonly podIp: string | null;
  /** When the kubelet took it over. */
  readonly startedMs: number;
  readonly containers: readonly ContainerView[];
  /** All its processes have ended permanently. */
  readonly over: boolean;
}

/** The status that the kubelet reports for a pod; conditions of others are kept. @param nowMs wall clock */
export function podStatus(view: PodView, nowMs: number): PodStatus {
  const { pod, hostIp, podIp } = view;
  const containerStatuses = view.containers.map((container) => containerStatus(container, view.over));
  const phase = findPhase(pod, containerStatuses, view.over);
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

/** As the kubelet's getPhase. */
function findPhase(pod: Pod, statuses: readonly ContainerStatus[], over: boolean): string {
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
