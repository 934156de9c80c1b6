import { type Reason, reason } from '../../reasons/reason.ts';
import { isNamedReady, type PodLife } from '../../timeline/pod-lives.ts';
import type { MechanismName } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import type { StepWindow } from '../harm/windows.ts';
import { type LaneView, rowsIn } from '../lanes/lane-view.ts';
import type { Period } from '../periods.ts';
import { stepTitle } from '../words.ts';
import type { LateSource } from './mechanisms/mechanism.ts';
import { mechanisms } from './mechanisms/registry.ts';
import { listPodsOfService } from './terminating-pods.ts';

/** The source of late responses. */
export interface LatencyCause {
  /** The step with the largest share of them, its pods, and how many pods were ready. */
  readonly reasons: readonly Reason[];
  /** Null if the evidence shows none. */
  readonly mechanism: MechanismName | null;
}

/** Good responses of one pod in a step's window, and how many of them were later than allowed. */
interface Answers {
  late: number;
  all: number;
}

/**
 * The source of the late responses in a role's steps: the step with the largest share of them, its node, the
 * pods that sent them, and whether fewer pods were ready; null if no response was late.
 * @param allowedMs the limit of the percentile
 */
export function findLatencyCause(
  view: LaneView,
  allowedMs: number,
  windows: readonly StepWindow[],
  evidence: Evidence,
): LatencyCause | null {
  const counted = windows.map((window) => ({
    window,
    byPod: countAnswers(view, window, allowedMs, evidence),
  }));
  const worst = counted.toSorted((a, b) => computeLateShare(b.byPod) - computeLateShare(a.byPod))[0];
  if (worst === undefined || computeLateShare(worst.byPod) === 0) return null;
  const { window, byPod } = worst;
  const { late, all } = sum(byPod.values());
  const step = stepTitle(window, evidence.windows.length);
  const nodes = window.members.map(({ node }) => ({ node }));
  const pods = describePods(byPod, window, evidence);
  const reasons = [
    reason('late-answers', { step, late, answers: all, allowedMs }, nodes),
    ...pods.reasons,
    ...describeFewerReady(window, listPodsOfService({ view }, evidence), evidence.baseline),
  ];
  return { reasons, mechanism: pods.mechanism };
}

function countAnswers(
  view: LaneView,
  during: Period,
  allowedMs: number,
  evidence: Evidence,
): ReadonlyMap<PodLife | undefined, Answers> {
  const pods = evidence.namedPods(view.target);
  const byPod = new Map<PodLife | undefined, Answers>();
  for (const rows of rowsIn(view, during))
    for (let row = 0; row < rows.length; row += 1) {
      const latencyUs = rows.latencyUs[row] as number;
      if (Number.isNaN(latencyUs)) continue;
      const pod = pods.at(rows.columns.pod[row] as number, rows.columns.endUs[row] as number);
      const answers = byPod.get(pod) ?? { late: 0, all: 0 };
      byPod.set(pod, answers);
      answers.all += 1;
      if (latencyUs > allowedMs * 1000) answers.late += 1;
    }
  return byPod;
}

/**
 * The pod with most of the late responses and its mechanism, if there is one, or the number of pods; nothing
 * if responses do not name their pod.
 */
function describePods(
  byPod: ReadonlyMap<PodLife | undefined, Answers>,
  during: Period,
  evidence: Evidence,
): LatencyCause {
  const named = [...byPod]
    .flatMap(([pod, answers]) => (pod === undefined ? [] : [[pod, answers] as const]))
    .toSorted(([, a], [, b]) => b.late - a.late);
  const [first] = named;
  if (first === undefined) return { reasons: [], mechanism: null };
  const [pod, own] = first;
  const { late } = sum(byPod.values());
  const others = sum(named.slice(1).map(([, answers]) => answers));
  if (own.late * 2 < late || ratio(others) * 2 >= ratio(own)) {
    const pods = named.filter(([, answers]) => answers.late > 0).length;
    return { reasons: [reason('late-from-pods', { pods })], mechanism: null };
  }
  const source = { pod: pod.pod, late: own.late, answers: own.all };
  const seen = reason('late-from-pod', source, [{ pod: pod.pod }]);
  const found = findMechanism({ pod, during }, evidence);
  if (found === null) return { reasons: [seen], mechanism: null };
  const { mechanism } = found;
  const { id, title } = mechanism;
  return { reasons: [seen, reason('mechanism', { id, title }), ...found.evidence], mechanism };
}

function findMechanism(
  source: LateSource,
  evidence: Evidence,
): { readonly mechanism: MechanismName; readonly evidence: readonly Reason[] } | null {
  for (const { id, title, find } of mechanisms) {
    const found = find.lateAnswers?.(source, evidence) ?? null;
    if (found !== null) return { mechanism: { id, title }, evidence: found };
  }
  return null;
}

/** Whether fewer pods were ready in the step than when the baseline began. */
function describeFewerReady(
  { fromUs, toUs }: Period,
  lives: readonly PodLife[],
  baseline: Period | null,
): Reason[] {
  if (baseline === null) return [];
  const readyAt = (atUs: number) => lives.filter((life) => isNamedReady(life, atUs)).length;
  const before = readyAt(baseline.fromUs);
  const moments = [fromUs, ...lives.map(({ unroutedUs }) => unroutedUs ?? Number.NaN)].filter(
    (atUs) => atUs >= fromUs && atUs < toUs,
  );
  const least = moments.toSorted((a, b) => readyAt(a) - readyAt(b) || a - b)[0];
  if (least === undefined || readyAt(least) >= before) return [];
  return [reason('fewer-pods-ready', { ready: readyAt(least), before, sinceUs: least })];
}

const ratio = ({ late, all }: Answers): number => (all === 0 ? 0 : late / all);

const computeLateShare = (byPod: ReadonlyMap<PodLife | undefined, Answers>): number =>
  ratio(sum(byPod.values()));

function sum(answers: Iterable<Answers>): Answers {
  const total = { late: 0, all: 0 };
  for (const { late, all } of answers) {
    total.late += late;
    total.all += all;
  }
  return total;
}
