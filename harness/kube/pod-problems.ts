import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { PodProblem } from '../journal/records.ts';

/** Longest message that the journal holds of a problem, in characters. */
const longestMessage = 500;

/** What every container waits for while nothing is wrong. */
const ordinary: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

/** What keeps a pod from being ready, as its status says; nothing of one that is ready, done or being removed. */
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

/** A text within the journal's bound. */
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

/** Of a container that does not run. */
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
