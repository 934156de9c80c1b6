import { outcomes } from '../../journal/samples.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { PodLife } from '../../timeline/pod-lives.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import { type BadRequest, eachBadRequest } from './bad-requests.ts';
import { isNodeLeavingAt } from './leaving-nodes.ts';
import { findTerminatingPods, type TerminatingPod } from './terminating-pods.ts';

/** An established connection ended. */
const requestCuts: ReadonlySet<number> = new Set([outcomes.closed, outcomes['reset-after-sent']]);
/** An interrupted stream also ends in the middle of a chunk, which is a protocol error. */
const streamCuts: ReadonlySet<number> = new Set([...requestCuts, outcomes['protocol-error']]);

/** A request whose connection ended before the response, and the state of the pod that the connection had reached. */
export interface CutConnection {
  /** Its number in the lane. */
  readonly connection: number;
  readonly endUs: number;
  /** Null if no response on the connection named its pod; undefined if the journal does not show the named one. */
  readonly pod: PodLife | null | undefined;
  /** The pod was terminating at that time; if it is unknown, one of the Service's pods was. Null: none was. */
  readonly terminating: TerminatingPod | null;
}

/** Requests of an episode that were cut off on a connection that had carried a response. */
export function findCutConnections(episode: RawEpisode, evidence: Evidence): CutConnection[] {
  const counted = laneKinds[episode.view.kind].streams ? streamCuts : requestCuts;
  const cut = eachBadRequest(episode).filter(({ isReached, outcome }) => isReached && counted.has(outcome));
  return locateCuts([...cut], episode, evidence);
}

/**
 * Requests without a response on a connection that had carried one: nothing says that a machine on its way has ended. They
 * count as cut when they were due.
 */
export function findSilentConnections(episode: RawEpisode, evidence: Evidence): CutConnection[] {
  const silent = eachBadRequest(episode).filter(
    ({ isReached, outcome }) => isReached && outcome === outcomes['timed-out'],
  );
  const due = [...silent].map((request) => ({ ...request, endUs: request.dueUs }));
  return locateCuts(due, episode, evidence);
}

function locateCuts(
  requests: readonly Pick<BadRequest, 'connection' | 'endUs' | 'pod'>[],
  episode: RawEpisode,
  evidence: Evidence,
): CutConnection[] {
  const pods = evidence.namedPods(episode.view.target);
  const all = findTerminatingPods(episode, evidence);
  return requests.map(({ connection, endUs, pod: number }) => {
    const pod = number === 0 ? null : pods.at(number, endUs);
    const then = all.filter(({ fromUs, toUs }) => endUs >= fromUs && endUs <= toUs);
    const terminating =
      pod === null ? findLastTerminating(then, endUs, evidence) : then.find(({ life }) => life === pod);
    return { connection, endUs, pod, terminating: terminating ?? null };
  });
}

/** The pod that began to terminate last; none while a node leaves, which ends connections to pods that stay. */
function findLastTerminating(
  terminating: readonly TerminatingPod[],
  endUs: number,
  evidence: Evidence,
): TerminatingPod | undefined {
  if (isNodeLeavingAt(endUs, evidence)) return undefined;
  return terminating.toSorted((a, b) => a.fromUs - b.fromUs).at(-1);
}

/** Those whose pod was terminating. */
export function findCutByTermination(
  episode: RawEpisode,
  evidence: Evidence,
): (CutConnection & { readonly terminating: TerminatingPod })[] {
  return findCutConnections(episode, evidence).filter(
    (cut): cut is CutConnection & { readonly terminating: TerminatingPod } => cut.terminating !== null,
  );
}

/** Whether responses named the pod of each of them. */
export function areAllNamed(cuts: readonly CutConnection[]): boolean {
  return cuts.every(({ pod }) => pod !== null);
}

/** Additional evidence of a mechanism if they did not. */
export function unlessNamed(named: boolean): Reason[] {
  return named ? [] : [reason('reached-pod-unknown')];
}
