import type { NodeState, PodState } from '../../journal/records.ts';
import { hasEnded } from '../has-ended.ts';
import type { Timeline } from '../model.ts';
import { systemNamespace } from '../system-namespace.ts';
import { type NeedsPods, neededPods } from './needed.ts';
import { eventKey, type PodProblemSince } from './problems.ts';
import type { Problem, Surroundings } from './reason.ts';
import { reasonFor, wordsFor } from './reasons.ts';

/** Why something is not ready, as text for users. */
export interface Explanation {
  /** From the table of reasons; Kubernetes' own if the table has none. */
  readonly code: string;
  /** Waiting longer cannot help. */
  readonly final: boolean;
  readonly words: string;
  /** Name of the container; null: the pod itself, or a controller. */
  readonly container: string | null;
  /** The container whose last log lines explain more; null: none. */
  readonly log: ContainerRun | null;
}

/** One run of a container. */
export interface ContainerRun {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The run before the current one. */
  readonly previous: boolean;
}

/** The workload whose readiness is required. */
export interface ExplainedObjects extends NeedsPods {
  /** Further namespaces whose pods are explained, such as those of targets and probers. */
  readonly namespaces: readonly string[];
  readonly nowUs: number;
}

type State = Pick<Timeline, 'nodes' | 'pods' | 'rollouts' | 'problems'>;

/** Why the pods that are waited for are not ready, final reasons first. Pods with the same reason are listed once. */
export function explainUnready(state: State, wanted: ExplainedObjects): readonly Explanation[] {
  const namespaces = new Set([
    systemNamespace,
    ...wanted.namespaces,
    ...wanted.rollouts.map(({ namespace }) => namespace),
  ]);
  const pods = [...state.pods.values()].map((held) => held.state);
  const found = pods
    .filter((pod) => namespaces.has(pod.namespace) && !pod.ready && !pod.terminating)
    .flatMap((pod) =>
      listProblems(pod, state.problems).map((problem) => ({
        ...{ pod, problem: problem.problem, hopeless: waitingCantHelp(problem, pod, state, wanted.nowUs) },
      })),
    );
  const stuck = new Set(found.filter(({ hopeless }) => hopeless).map(({ pod }) => pod.uid));
  const needed = neededPods(pods, wanted, stuck);
  const ofPods = found.map(({ pod, problem, hopeless }) =>
    explained(problem, pod, hopeless && needed.has(pod.uid)),
  );
  const all = [...ofRollouts(state, wanted), ...ofPods];
  const alike = [...Map.groupBy(all, ({ code, said, final }) => `${code} ${final} ${said}`).values()];
  return alike.map(together).toSorted((a, b) => Number(b.final) - Number(a.final));
}

interface FoundReason extends Omit<Explanation, 'words'> {
  readonly subject: string;
  readonly said: string;
}

function together(same: readonly FoundReason[]): Explanation {
  const [first] = same as readonly [FoundReason, ...FoundReason[]];
  const others = same.length === 1 ? '' : ` (and ${same.length - 1} more)`;
  const { code, final, log, container } = first;
  return { code, final, log, container, words: `${first.subject}${others}: ${first.said}` };
}

/** The reasons in a pod's status and, if it has none, in its events. */
function listProblems(pod: PodState, { ofPods, warnings }: Timeline['problems']): readonly PodProblemSince[] {
  const own = ofPods.get(pod.uid) ?? [];
  const said = warnings.get(pod.uid) ?? warnings.get(eventKey(pod.namespace, `Pod/${pod.name}`));
  if (said === undefined) return own;
  if (own.length > 0) return own.map((problem) => completed(problem, said));
  const waits = pod.phase === 'Pending' && pod.node !== null && pod.readyToStart !== true;
  if (!waits) return [];
  return [...said]
    .filter(([reason]) => startReasons.has(reason))
    .map(([reason, { message, sinceUs }]) => ({
      sinceUs,
      problem: {
        subject: `pod ${pod.namespace}/${pod.name}`,
        owner: pod.owner,
        container: null,
        reason,
        message,
      },
    }));
}

/** Why a pod's containers are not created, which only events show. */
const startReasons: ReadonlySet<string> = new Set([
  'FailedMount',
  'FailedAttachVolume',
  'FailedMapVolume',
  'FailedCreatePodSandBox',
  'NetworkNotReady',
]);

/** A status without a reason, completed with the event's message. */
function completed(
  since: PodProblemSince,
  said: ReadonlyMap<string, { readonly message: string }>,
): PodProblemSince {
  const { problem } = since;
  const pulled = said.get('Failed')?.message;
  const message =
    problem.reason === 'NotReady'
      ? said.get('Unhealthy')?.message
      : problem.reason === 'ImagePullBackOff' && !problem.message.includes('ErrImagePull') && pulled
        ? `${problem.message}: ${pulled}`
        : undefined;
  return message === undefined ? since : { ...since, problem: { ...problem, message } };
}

function waitingCantHelp(
  { problem, sinceUs }: PodProblemSince,
  { uid }: PodState,
  state: State,
  nowUs: number,
): boolean {
  const reason = reasonFor(problem);
  const finalMs = reason?.final(problem, collectSurroundings(uid, state)) ?? null;
  const scheduling = reason?.code === 'unschedulable' ? changedUs(state) : 0;
  return finalMs !== null && (nowUs - Math.max(sinceUs, scheduling)) / 1000 >= finalMs;
}

function explained(problem: Problem, pod: PodState, final: boolean): FoundReason {
  const reason = reasonFor(problem);
  const log =
    reason?.log === undefined || problem.container === null
      ? null
      : {
          namespace: pod.namespace,
          pod: pod.name,
          container: problem.container,
          previous: reason.log === 'previous',
        };
  return {
    code: reason?.code ?? problem.reason,
    final,
    subject: problem.subject,
    said: wordsFor(problem),
    container: problem.container,
    log,
  };
}

/** @param uid of the pod itself; null: it does not exist yet */
function collectSurroundings(uid: string | null, { pods, nodes, problems }: State): Surroundings {
  const others = [...pods.values()].map((held) => held.state).filter((pod) => pod.uid !== uid);
  const usable = ({ ready, unschedulable }: NodeState) => ready && !unschedulable;
  return {
    nodesUsable: [...nodes.values()].every(({ state }) => usable(state)),
    everythingStays: others.every((other) => hasEnded(other) || (!other.terminating && stays(other))),
    othersStarting: others.some(
      (other) => other.namespace !== systemNamespace && !hasEnded(other) && mayBring(other, problems),
    ),
  };
}

/** Owned by a controller that keeps it running: other pods may end by themselves. */
function stays({ owner }: PodState): boolean {
  return /^(ReplicaSet|DaemonSet|StatefulSet|Node)\//.test(owner ?? '');
}

/** Whether a pod may still create what others wait for: it runs and will end, or it starts and lacks nothing. */
function mayBring(pod: PodState, { ofPods }: Timeline['problems']): boolean {
  const waits = !pod.ready && (ofPods.get(pod.uid) ?? []).some(({ problem }) => isStuck(problem));
  // A Job replaces waiting pods; a bare pod is not replaced.
  if (waits) return !stays(pod) && pod.owner !== null;
  return !pod.ready || !stays(pod);
}

const stuckCodes: ReadonlySet<string> = new Set([
  'unschedulable',
  'image-name-invalid',
  'image-never-pulled',
  'image-pull',
  'container-config',
  'container-start',
]);

function isStuck(problem: Problem): boolean {
  return stuckCodes.has(reasonFor(problem)?.code ?? '');
}

/** When a node or the pods' use of it last changed: the scheduler's message may be older. */
function changedUs({ nodes, problems }: State): number {
  return Math.max(problems.freedUs, ...[...nodes.values()].map(({ sinceUs }) => sinceUs));
}

/** Controllers that can't create the missing pods. */
function ofRollouts(state: State, wanted: ExplainedObjects): FoundReason[] {
  return wanted.rollouts.flatMap((ref) => {
    const { kind, namespace, name } = ref;
    const held = state.rollouts.get(`${kind} ${namespace}/${name}`);
    const said = state.problems.warnings.get(eventKey(namespace, `${kind}/${name}`))?.get('FailedCreate');
    const gotOneUs = state.problems.createdUs.get(eventKey(namespace, `${kind}/${name}`)) ?? 0;
    // A Deployment reports it in its status, which is withdrawn; of the others only an event does, which is not.
    const failure = held?.state.failure ?? (said && said.atUs >= gotOneUs ? said.message : undefined);
    if (held === undefined || failure === undefined || held.state.ready >= held.state.desired) return [];
    const subject = `${kind} ${namespace}/${name}`;
    const problem = { subject, owner: null, container: null, reason: 'FailedCreate', message: failure };
    const reason = reasonFor(problem);
    const finalMs = reason?.final(problem, collectSurroundings(null, state)) ?? null;
    const sinceUs = said?.sinceUs ?? held.sinceUs;
    const final = finalMs !== null && (wanted.nowUs - sinceUs) / 1000 >= finalMs;
    return [{ code: 'create-refused', final, subject, said: wordsFor(problem), container: null, log: null }];
  });
}
