import type { Problem, UnreadyReason } from './reason.ts';
import { schedulingIsFinal } from './scheduling.ts';

/** The kubelet pulls again after 10 s: by then two pulls have failed. */
const secondPullMs = 15_000;
/** The third pull comes 20 s after the second. */
const thirdPullMs = 35_000;
/** A list of the API may be older than the pod's message. */
const confirmedMs = 5_000;
/** Another object may create it late, even if nothing else is starting. */
const missingObjectMs = 10_000;

const never = () => null;
const quoted = ({ message }: Problem) => (message === '' ? '' : `: ${message}`);
const at = ({ container }: Problem) => (container === null ? '' : `container ${container} `);

/** The registry answered: it lacks the image, or denies access. */
const refusedPull =
  /not found|manifest unknown|does not exist|access denied|insufficient_scope|unauthorized|forbidden|pulls no images/i;
/** The registry cannot be reached. */
const noRegistry =
  /no such host|server misbehaving|name resolution|connection refused|network is unreachable|no route to host|i\/o timeout|failed to do request/i;
const missingObject = /not found|couldn't find key|non-existent (config|secret) key/i;
const neverAsRoot = /runAsNonRoot|non-root|run as root/i;
const noProgram =
  /executable file not found|no such file or directory|permission denied|not a directory|ENOENT|EACCES/i;
const refusedPod =
  /exceeded quota|must specify|violates PodSecurity|(minimum|maximum) .* usage|is invalid|admission webhook .* denied/i;

/** All known reasons; the first that matches applies. Argued in docs/judging-reference.md. */
export const unreadyReasons: readonly UnreadyReason[] = [
  {
    code: 'unschedulable',
    of: ['Unschedulable'],
    final: schedulingIsFinal,
    words: (problem) => `can't be scheduled${quoted(problem)}`,
  },
  {
    code: 'scheduling-gated',
    of: ['SchedulingGated'],
    final: never,
    words: (problem) => `is held by a scheduling gate${quoted(problem)}`,
  },
  {
    code: 'create-refused',
    of: ['FailedCreate'],
    final: ({ message }, { othersStarting }) => {
      if (refusedPod.test(message)) return missingObjectMs;
      return /serviceaccount .*not found/i.test(message) && !othersStarting ? missingObjectMs : null;
    },
    words: (problem) => `gets no pod${quoted(problem)}`,
  },
  {
    code: 'image-name-invalid',
    of: ['InvalidImageName'],
    final: () => confirmedMs,
    words: (problem) => `${at(problem)}has an invalid image name (InvalidImageName)${quoted(problem)}`,
  },
  {
    code: 'image-never-pulled',
    of: ['ErrImageNeverPull'],
    final: () => confirmedMs,
    words: (problem) =>
      `${at(problem)}may not pull its image, and the node does not have it (ErrImageNeverPull)${quoted(problem)}`,
  },
  {
    code: 'image-pull',
    of: ['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable', 'ImageInspectError'],
    final: ({ message }) =>
      refusedPull.test(message) ? secondPullMs : noRegistry.test(message) ? thirdPullMs : null,
    words: (problem) => `${at(problem)}can't pull its image (${problem.reason})${quoted(problem)}`,
  },
  {
    code: 'container-config',
    of: ['CreateContainerConfigError'],
    final: ({ message }, { othersStarting }) => {
      if (neverAsRoot.test(message)) return confirmedMs;
      return missingObject.test(message) && !othersStarting ? missingObjectMs : null;
    },
    words: (problem) => `${at(problem)}can't be configured (CreateContainerConfigError)${quoted(problem)}`,
  },
  {
    code: 'container-start',
    of: [
      'CreateContainerError',
      'RunContainerError',
      'StartError',
      'ContainerCannotRun',
      'PostStartHookError',
    ],
    final: ({ message, reason }) =>
      reason !== 'PostStartHookError' && noProgram.test(message) ? secondPullMs : null,
    words: (problem) => `${at(problem)}can't be started (${problem.reason})${quoted(problem)}`,
  },
  {
    code: 'mount',
    of: ['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'],
    final: ({ message }, { othersStarting }) =>
      (missingObject.test(message) || /hostPath type check failed/.test(message)) && !othersStarting
        ? missingObjectMs
        : null,
    words: (problem) => `waits for a volume (${problem.reason})${quoted(problem)}`,
  },
  {
    code: 'sandbox',
    of: ['FailedCreatePodSandBox', 'NetworkNotReady'],
    final: never,
    words: (problem) => `has no network yet (${problem.reason})${quoted(problem)}`,
  },
  {
    code: 'crash',
    of: ['CrashLoopBackOff', 'Terminated'],
    final: never,
    words: (problem) => `${at(problem)}ended${quoted(problem)}`,
    log: 'current',
  },
  {
    code: 'crash-restarted',
    of: ['Restarted'],
    final: never,
    words: (problem) =>
      `${at(problem)}was restarted and is not ready; before that it ended${quoted(problem)}`,
    log: 'previous',
  },
  {
    code: 'init-running',
    of: ['InitRunning'],
    final: never,
    words: (problem) => `init container ${problem.container ?? ''} has not ended yet`,
    log: 'current',
  },
  {
    code: 'pod-failed',
    of: ['PodFailed'],
    final: ({ owner }) => (owner === null ? confirmedMs : null),
    words: (problem) => `has failed${quoted(problem)}`,
    log: 'current',
  },
  {
    code: 'probe',
    of: ['NotReady'],
    final: never,
    words: (problem) => `${at(problem)}runs and is not ready${quoted(problem)}`,
  },
];

/** The known reason of a problem; undefined if it is unknown. */
export function reasonFor(problem: Problem): UnreadyReason | undefined {
  return unreadyReasons.find(({ of }) => of.includes(problem.reason));
}

/** The text for a problem that the table does not contain. */
export function wordsFor(problem: Problem): string {
  return reasonFor(problem)?.words(problem) ?? `${at(problem)}waits (${problem.reason})${quoted(problem)}`;
}
