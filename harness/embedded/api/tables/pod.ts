import type { Pod } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, nameColumn, since, wide } from './cells.ts';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

export const podTable: Resource<'Pod'>['table'] = {
  columns: [
    nameColumn,
    column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'The aggregate status of the containers in this pod.'),
    column(
      'Restarts',
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    ),
    ageColumn,
    wide('IP', 'podIP address allocated to the pod.'),
    wide('Node', 'NodeName indicates in which node this pod is scheduled.'),
    wide('Nominated Node', 'nominatedNodeName is set only when this pod preempts other pods on the node.'),
    wide('Readiness Gates', 'If specified, all readiness gates will be evaluated for pod readiness.'),
  ],
  cells(pod, nowMs) {
    const containers = pod.status?.containerStatuses ?? [];
    const ready = containers.filter(
      (container) => container.ready && container.state?.running !== undefined,
    ).length;
    return [
      pod.metadata.name,
      `${ready}/${pod.spec?.containers.length ?? 0}`,
      statusText(pod, containers),
      restartsText(containers, nowMs),
      formatAge(pod, nowMs),
      pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '<none>',
      pod.spec?.nodeName ?? '<none>',
      pod.status?.nominatedNodeName ?? '<none>',
      '<none>',
    ];
  },
};

/** The STATUS that kubectl shows: the first container's reason has priority, a deletion overrides all. */
function statusText(pod: Pod, containers: readonly ContainerStatus[]): string {
  const phase = pod.status?.phase ?? '';
  const reasons = containers.map(findReason).filter((reason) => reason !== null);
  const reason = reasons[0] ?? (pod.status?.reason || phase);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (pod.status?.reason === 'NodeLost') return 'Unknown';
    if (phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  }
  const running = containers.some((container) => container.ready && container.state?.running !== undefined);
  if (reason !== 'Completed' || !running) return reason;
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready ? 'Running' : 'NotReady';
}

function findReason({ state }: ContainerStatus): string | null {
  if (state?.waiting?.reason) return state.waiting.reason;
  if (state?.terminated === undefined) return null;
  const { reason, signal, exitCode } = state.terminated;
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function restartsText(containers: readonly ContainerStatus[], nowMs: number): string {
  const restarts = containers.reduce((sum, container) => sum + container.restartCount, 0);
  const last = containers
    .flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? [])
    .toSorted()
    .at(-1);
  return restarts === 0 || last === undefined ? String(restarts) : `${restarts} (${since(last, nowMs)} ago)`;
}
