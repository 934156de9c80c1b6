import { count } from '../format/numbers.ts';
import { isNamedReady, type PodLife } from '../timeline/pod-lives.ts';
import { mechanisms } from './attribution.ts';
import type { Evidence } from './evidence.ts';
import { type LaneView, rowsIn } from './lane-view.ts';
import { podsOfItsService } from './mechanisms/mechanism.ts';
import { namedPods } from './named-pods.ts';
import type { Period } from './periods.ts';
import type { StepWindow } from './windows.ts';
import { durationText, stepTitle, timeText } from './words.ts';

/** Right answers of one pod in a step's window, and how many of them came later than is allowed. */
interface Answers {
  late: number;
  all: number;
}

/**
 * Where the late answers of a role's steps lie, in words: the step that has the largest share of them, with its node, the
 * pods that gave them, and whether fewer pods were ready. Only a successor that just came, and was late by itself, is called
 * the mechanism.
 * @param allowedMs what the percentile was allowed to be
 */
export function latencyCause(
  view: LaneView,
  allowedMs: number,
  windows: readonly StepWindow[],
  evidence: Evidence,
): string {
  const counted = windows.map((window) => ({ window, byPod: answersIn(view, window, allowedMs, evidence) }));
  const worst = counted.toSorted((a, b) => shareOf(b.byPod) - shareOf(a.byPod))[0];
  if (worst === undefined || shareOf(worst.byPod) === 0) return '';
  const { window, byPod } = worst;
  const { late, all } = sumOf(byPod.values());
  const step = stepTitle(window, evidence.windows.length);
  return [
    `most of it in ${step}: ${count(late)} of ${count(all)} answers came later than ${durationText(allowedMs)}`,
    ...podsText(byPod, window),
    ...fewerReady(window, podsOfItsService({ view }, evidence), evidence.baseline),
  ].join(', ');
}

function answersIn(
  view: LaneView,
  during: Period,
  allowedMs: number,
  evidence: Evidence,
): ReadonlyMap<PodLife | undefined, Answers> {
  const pods = namedPods(view.target, evidence);
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

/** The pod that gave most of the late answers, or how many gave them; nothing where answers do not name their pod. */
function podsText(byPod: ReadonlyMap<PodLife | undefined, Answers>, { fromUs, toUs }: Period): string[] {
  const named = [...byPod]
    .flatMap(([pod, answers]) => (pod === undefined ? [] : [[pod, answers] as const]))
    .toSorted(([, a], [, b]) => b.late - a.late);
  const [first] = named;
  if (first === undefined) return [];
  const [pod, own] = first;
  const { late } = sumOf(byPod.values());
  const others = sumOf(named.slice(1).map(([, answers]) => answers));
  if (own.late * 2 < late || ratio(others) * 2 >= ratio(own))
    return [`from ${named.filter(([, answers]) => answers.late > 0).length} pods`];
  const text = `${own.late} of them from pod ${pod.pod}, which gave ${own.all} answers in all`;
  const { routedUs } = pod;
  if (routedUs === null || routedUs < fromUs || routedUs >= toUs) return [text];
  return [
    `${text} and first became a ready endpoint at ${timeText(routedUs)} (mechanism: ${mechanisms.slowStart})`,
  ];
}

/** Where fewer pods were ready in the step than when the baseline began. */
function fewerReady({ fromUs, toUs }: Period, lives: readonly PodLife[], baseline: Period | null): string[] {
  if (baseline === null) return [];
  const readyAt = (atUs: number) => lives.filter((life) => isNamedReady(life, atUs)).length;
  const before = readyAt(baseline.fromUs);
  const moments = [fromUs, ...lives.map((one) => one.unroutedUs ?? Number.NaN)].filter(
    (atUs) => atUs >= fromUs && atUs < toUs,
  );
  const least = moments.toSorted((a, b) => readyAt(a) - readyAt(b) || a - b)[0];
  if (least === undefined || readyAt(least) >= before) return [];
  return [`with ${readyAt(least)} of ${before} pods ready from ${timeText(least)} on`];
}

const ratio = ({ late, all }: Answers): number => (all === 0 ? 0 : late / all);

const shareOf = (byPod: ReadonlyMap<PodLife | undefined, Answers>): number => ratio(sumOf(byPod.values()));

function sumOf(answers: Iterable<Answers>): Answers {
  const sum = { late: 0, all: 0 };
  for (const { late, all } of answers) {
    sum.late += late;
    sum.all += all;
  }
  return sum;
}
