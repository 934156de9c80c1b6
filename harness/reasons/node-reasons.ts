import { clock, duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { OpenStretch } from './coded.ts';
import { untilText } from './pod-reasons.ts';

/**
 * A node without a kube-proxy while an endpoint was removed. What was seen at `…Us` may have happened since `…SinceUs`.
 */
interface ProxyAbsence {
  readonly node: string;
  /** The pod that stopped. */
  readonly pod: string;
  readonly stoppedUs: number;
  readonly stoppedSinceUs: number;
  /** The ready pod in its place, and when; null if there was none. */
  readonly successor: string | null;
  readonly replacedUs: number | null;
  readonly nodeGoneUs: number | null;
  /** Pod that ceased to be an endpoint of the Service. */
  readonly endpoint: string;
  readonly namespace: string;
  readonly service: string;
  readonly removedUs: number;
  readonly removedSinceUs: number;
}

interface EndedWithNode {
  readonly node: string;
  readonly retiredUs: number;
  readonly connections: number;
  /** Names of the pods that they led to; none if responses do not name them. */
  readonly pods: readonly string[];
  /** From when the node left the front door until that ends them; absent: it ends none. */
  readonly drainDelayMs?: number;
}

interface SentToLeftNode {
  readonly node: string;
  /** When it left the front door. */
  readonly leftUs: number;
  readonly retiredUs: number;
  /** How long the front door sends to a node that left. */
  readonly lagMs: number;
  readonly lost: number;
  /** From when it left until the last of them. */
  readonly lastMs: number;
}

interface EndedByFrontDoor {
  readonly node: string;
  readonly leftUs: number;
  readonly drainDelayMs: number;
  readonly connections: number;
}

interface SlicesBehind {
  readonly pod: string;
  readonly returnedUs: number;
  readonly terminatingUs: number;
  readonly unroutedUs: number;
  readonly lost: number;
}

interface StaleProxy {
  readonly pod: string;
  readonly returnedUs: number;
  readonly unroutedUs: number;
  readonly lastUs: number;
}

/**
 * Evidence that nodes, their proxies, the control plane or the load generator host made requests bad or probes fail.
 */
export const nodeReasons = {
  'generator-disturbed': () =>
    'the control lane was as bad, the schedule lagged, or the requests were not sent',
  'proxy-absent': (absence: ProxyAbsence) =>
    `pod ${absence.pod} on ${absence.node} was stopped ${seenText(absence.stoppedSinceUs, absence.stoppedUs)}, and ${successorText(absence)}; endpoint ${absence.endpoint} of Service ${absence.namespace}/${absence.service} was removed ${seenText(absence.removedSinceUs, absence.removedUs)}, and the rules of ${absence.node} still pointed at it`,
  'lost-meanwhile': ({ lost }: { lost: number }) =>
    `${count(lost)} new connections failed before reaching a pod meanwhile`,
  'proxies-restarting': ({ subject, fromUs, toUs, lost }: OpenStretch & { subject: string; lost: number }) =>
    `${subject} was not rolled out from ${clock(fromUs)} ${untilText(toUs)}, no pod of the Service was terminating, and ${count(lost)} new connections failed before reaching a pod`,
  'stale-proxy': ({ pod, returnedUs, unroutedUs, lastUs }: StaleProxy) =>
    `the API server was back at ${clock(returnedUs)}; pod ${pod} was no ready endpoint from ${clock(unroutedUs)} on, and yet new connections failed before reaching a pod until ${clock(lastUs)}, ${durationUs(lastUs - returnedUs)} after the API server's return`,
  'slices-behind': ({ pod, returnedUs, terminatingUs, unroutedUs, lost }: SlicesBehind) =>
    `the API server was back at ${clock(returnedUs)}; pod ${pod} was terminating from ${clock(terminatingUs)} on, and was a ready endpoint until ${clock(unroutedUs)}, ${durationUs(unroutedUs - terminatingUs)} later: a controller that waits for its lease removes no endpoint; ${count(lost)} new connections failed before reaching a pod meanwhile`,
  'node-retired': ({ node, retiredUs, connections, pods, drainDelayMs }: EndedWithNode) =>
    `node ${node} was retired from ${clock(retiredUs)} on; ${count(connections)} connections to ${reachedText(pods)} ended with it: they had been made through the node before the front door stopped using it, and ${drainDelayMs === undefined ? 'no setting of the scenario lets them end sooner' : `it would have ended them ${duration(drainDelayMs)} after the node had left`}`,
  'sent-to-left-node': ({ node, leftUs, retiredUs, lagMs, lost, lastMs }: SentToLeftNode) =>
    `node ${node} left the front door at ${clock(leftUs)}, which sends to it for ${duration(lagMs)} more; its machine was retired from ${clock(retiredUs)} on; ${count(lost)} new connections failed before reaching a pod, the last one ${duration(lastMs)} after the node had left`,
  'ended-by-front-door': ({ node, leftUs, drainDelayMs, connections }: EndedByFrontDoor) =>
    `node ${node} left the front door at ${clock(leftUs)}, which ended the established connections through it ${duration(drainDelayMs)} later; ${count(connections)} of them had a request under way`,
  'own-node-upgraded': ({ action, node, fromUs }: { action: string; node: string; fromUs: number }) =>
    `${action} of ${node} began at ${clock(fromUs)}, and the API server is one of its own pods`,
  'balancer-outage': ({ longestMs }: { longestMs: number }) =>
    `through the balancer the longest outage of the run was ${duration(longestMs)}`,
  'no-other-server': () =>
    'there is no other to answer meanwhile: with more control planes and a balancer there is',
  'no-server-answered': ({ servers }: { servers: number }) =>
    `none of ${count(servers)} answered at its own address`,
  'api-probe-failed': ({ source, fromUs, toUs }: { source: string; fromUs: number; toUs: number }) =>
    `probe api of ${source} failed from ${clock(fromUs)} until ${clock(toUs)}`,
};

const durationUs = (us: number) => duration(us / 1000);

const seenText = (sinceUs: number, seenUs: number): string =>
  sinceUs === seenUs
    ? `at ${clock(seenUs)}`
    : `between ${clock(sinceUs)} and ${clock(seenUs)}, when the API could not be watched`;

function successorText({
  successor,
  replacedUs,
  nodeGoneUs,
}: Pick<ProxyAbsence, 'successor' | 'replacedUs' | 'nodeGoneUs'>): string {
  if (replacedUs !== null) return `${successor} was ready in its place at ${clock(replacedUs)}`;
  const until = nodeGoneUs === null ? '' : ` until the node was gone at ${clock(nodeGoneUs)}`;
  return `no other became ready${until}`;
}

function reachedText(pods: readonly string[]): string {
  if (pods.length === 0)
    return 'pods on other nodes (which ones is not known, but no pod of the workload was left on this node)';
  const reached = pods.length === 1 ? `pod ${pods[0]}, which stays` : `pods ${pods.join(', ')}, which stay`;
  return `${reached}, on other nodes,`;
}
