import { clock, duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { OpenStretch } from './coded.ts';

/** Requests that failed while a pod terminated. */
interface LostToTermination {
  readonly pod: string;
  readonly terminatingUs: number;
  readonly lost: number;
  /** From the start of the termination until the last of them. */
  readonly lagMs: number;
}

/** The same on connections that had carried a response. */
interface CutByTermination extends LostToTermination {
  /** Whether responses named the pod of each connection. */
  readonly named: boolean;
}

interface BecameEndpoint {
  readonly pod: string;
  readonly routedUs: number;
}

interface SilentSuccessor extends BecameEndpoint {
  /** Ready endpoints then, including this one. */
  readonly ready: number;
  /** The delay of its first response; null if there was none. */
  readonly answeredMs: number | null;
  /** Whether responses name their pod. */
  readonly named: boolean;
  readonly lost: number;
}

interface ColdSuccessor extends BecameEndpoint {
  readonly ms: number;
  readonly bad: number;
  readonly answers: number;
  readonly slowestMs: number;
  readonly othersBad: number;
  readonly othersAnswers: number;
}

const failedBefore = (lost: number) => `${count(lost)} new connections failed before reaching a pod`;

/** Evidence that terminating or starting pods made requests bad. */
export const podReasons = {
  'stale-endpoint': ({
    pod,
    terminatingUs,
    unroutedUs,
    lost,
    lagMs,
  }: LostToTermination & { unroutedUs: number | null }) =>
    `pod ${pod} was terminating from ${clock(terminatingUs)} on; ${unroutedUs === null ? 'it stayed a ready endpoint' : `it was a ready endpoint until ${clock(unroutedUs)}`}; ${failedBefore(lost)}, the last one ${duration(lagMs)} after its termination began`,
  'connections-cut': ({
    pod,
    terminatingUs,
    lost,
    lagMs,
    named,
    connections,
  }: CutByTermination & { connections: number }) =>
    `pod ${pod} was terminating from ${clock(terminatingUs)} on; ${count(lost)} requests were cut off on ${count(connections)} kept-alive connections ${whose(named)}, the last one ${duration(lagMs)} after its termination began`,
  'streams-broken': ({ pod, terminatingUs, lost, lagMs, named }: CutByTermination) =>
    `pod ${pod} was terminating from ${clock(terminatingUs)} on; ${count(lost)} streams ${whose(named)} were found broken, the last one ${duration(lagMs)} after its termination began`,
  'streams-have-no-end': () => 'no setting keeps them: a stream has no end of its own to wait for',
  'hook-failed': ({
    pod,
    terminatingUs,
    failedUs,
    message,
    lost,
    lagMs,
  }: LostToTermination & { failedUs: number; message: string }) =>
    `pod ${pod} was terminating from ${clock(terminatingUs)} on, and its preStop hook failed at ${clock(failedUs)}${message === '' ? '' : ` (${message})`}: it was stopped without its pause; ${count(lost)} requests failed from then on, the last one ${duration(lagMs)} after its termination began. Repair the hook: its command may be missing in the image, or may exit with a code other than 0. A hook with \`sleep\` (Kubernetes 1.30 and later) needs no command`,
  'grace-expired': ({ graceMs, keptMs }: { graceMs: number; keptMs: number }) =>
    `its grace period of ${duration(graceMs)}${keptMs > 0 ? `, of which it keeps ${duration(keptMs)} for its exit, was over` : ' was over, and it was killed'}`,
  'reached-pod-unknown': () =>
    'answers do not name their pod, so whether these connections had reached that pod or one that stays is not known',
  'successor-silent': ({ pod, routedUs, ready, lost, ...rest }: SilentSuccessor) =>
    `pod ${pod} became a ready endpoint at ${clock(routedUs)}, as one of ${count(ready)}, ${firstAnswer(rest)}; ${failedBefore(lost)} meanwhile`,
  'successor-cold': ({
    pod,
    routedUs,
    ms,
    bad,
    answers,
    slowestMs,
    othersBad,
    othersAnswers,
  }: ColdSuccessor) =>
    `pod ${pod} became a ready endpoint at ${clock(routedUs)}; ${count(bad)} of its ${count(answers)} answers in the ${duration(ms)} from then on were late (up to ${duration(slowestMs)}) or wrong, and ${count(othersBad)} of the ${count(othersAnswers)} of other pods; no setting of the scenario is known to mend that`,
  'silence-unknown': ({ pod, routedUs, rival }: BecameEndpoint & { rival: string }) =>
    `${unnamed(pod, routedUs)} whether new connections failed before reaching it, or before reaching pod ${rival}, which was terminating, is not known`,
  'late-answers-unknown': ({ pod, routedUs, late }: BecameEndpoint & { late: number }) =>
    `${unnamed(pod, routedUs)} whether the ${count(late)} late or wrong answers from then on were its own is not known`,
  'late-pod-started': ({ routedUs }: BecameEndpoint) =>
    `the pod first became a ready endpoint at ${clock(routedUs)}`,
  'no-ready-endpoint': ({
    namespace,
    service,
    fromUs,
    toUs,
  }: OpenStretch & { namespace: string; service: string }) =>
    `Service ${namespace}/${service} had no ready endpoint from ${clock(fromUs)} ${untilText(toUs)}`,
  'deployment-without-pod': ({ deployment, fromUs, toUs }: OpenStretch & { deployment: string }) =>
    `Deployment ${deployment} had no ready pod from ${clock(fromUs)} ${untilText(toUs)}`,
  'pod-evicted': ({ pod, node, atUs }: { pod: string; node: string; atUs: number }) =>
    `${pod} on ${node} was evicted at ${clock(atUs)}`,
  'more-dns-pods': () =>
    'more replicas, spread over nodes and with a PodDisruptionBudget, would keep one; they are settings of that Deployment, and none of the scenario',
};

const whose = (named: boolean) => (named ? 'that it had answered on' : 'that had carried an answer');

const unnamed = (pod: string, routedUs: number) =>
  `pod ${pod} first became a ready endpoint at ${clock(routedUs)}; answers do not name their pod, so`;

function firstAnswer({ answeredMs, named }: Pick<SilentSuccessor, 'answeredMs' | 'named'>): string {
  if (!named) return 'and answers do not name their pod, so when it first answered is not known';
  return answeredMs === null
    ? 'and did not answer until the last of them'
    : `and first answered ${duration(answeredMs)} later`;
}

/** `until 3:57.8`, or `on` if the end was not seen. */
export function untilText(toUs: number | null): string {
  return toUs === null ? 'on' : `until ${clock(toUs)}`;
}
