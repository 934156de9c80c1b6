import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { PodProblem } from '../journal/records.ts';

/** Maximum length of a problem's message in the journal, in characters. */
const longestMessage = 500;

/** Normal waiting reasons of containers. */
const ordinary: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

/** Why a pod is not ready, from its status; empty for one that is ready, finished or terminating. */
export function podProblems({ metadata, spec, status }: V1Pod): readonly PodProblem[] {
  const isReady = status?.conditions?.some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
  if (isReady || status?.phase === 'Succeeded' || metadata?.deletionTimestamp !== undefined) return [];
  const scheduled = status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  const sidecars = new Set(
    spec?.initContainers?.filter((container) => container.restartPolicy === 'Always').map(({ name }) => name),
  );
  return [
    ...(scheduled?.status === 'False'
      ? [problem(null, scheduled.reason ?? 'Unschedulable', scheduled.message)]
      : []),
    ...(status?.phase === 'Failed' ? [problem(null, 'PodFailed', failureText(status))] : []),
    ...(status?.initContainerStatuses ?? []).flatMap((status) =>
      sidecars.has(status.name) ? containerProblems(status) : initProblems(status),
    ),
    ...(status?.containerStatuses ?? []).flatMap(containerProblems),
  ];
}

/** A text within the journal's limit. */
export function shortened(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`;
}

function problem(container: string | null, reason: string, message: string | undefined): PodProblem {
  return { container, reason, message: shortened(message ?? '') };
}

function failureText({ reason, message }: NonNullable<V1Pod['status']>): string {
  return [reason, message].filter(Boolean).join(': ');
}

function initProblems(container: V1ContainerStatus): readonly PodProblem[] {
  const { state, name } = container;
  if (state?.running !== undefined) return [problem(name, 'InitRunning', '')];
  return state?.terminated?.exitCode === 0 ? [] : stopped(container);
}

function containerProblems(container: V1ContainerStatus): readonly PodProblem[] {
  const { state, lastState, name, ready, restartCount } = container;
  if (state?.running === undefined) return stopped(container);
  if (ready) return [];
  const before = lastState?.terminated;
  return restartCount > 0 && before !== undefined
    ? [problem(name, 'Restarted', endText(before))]
    : [problem(name, 'NotReady', '')];
}

/** For a container that does not run. */
function stopped({ state, lastState, name }: V1ContainerStatus): readonly PodProblem[] {
  const { waiting, terminated } = state ?? {};
  if (terminated !== undefined) return [problem(name, 'Terminated', endText(terminated))];
  if (waiting?.reason === undefined || ordinary.has(waiting.reason)) return [];
  const before = lastState?.terminated;
  // Its own message only says how long the kubelet waits.
  if (waiting.reason === 'CrashLoopBackOff' && before !== undefined)
    return [problem(name, before.reason === 'StartError' ? 'StartError' : waiting.reason, endText(before))];
  return [problem(name, waiting.reason, waiting.message)];
}

function endText({ exitCode, reason, message }: V1ContainerStateTerminated): string {
  const why = reason === undefined || reason === 'Error' ? '' : ` (${reason})`;
  return `exit code ${exitCode}${why}${message ? `: ${message.trim()}` : ''}`;
}
