import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { Summary } from './summary.ts';
import { durationText } from './words.ts';

/**
 * With so many runs in which nothing was upgraded, a step's harm is the greatest of them and itself with a chance of
 * 1 in 20, were it noise as theirs: fewer excuse nothing.
 */
const enoughPlacebos = 19;

/** What one run in which nothing was upgraded showed all the same: a line of the noise floor. */
export interface Placebo {
  readonly runId: string;
  /** By position of the step: weight in its worst lane, and longest outage, in ms. */
  readonly steps: readonly { readonly badMs: number; readonly coreMs: number }[];
  /** Change of p90 by the criterion's scope, as a ratio less 1. */
  readonly latency: Readonly<Record<string, number>>;
}

/** The noise floor that was copied into a run. */
export interface NoiseFloor {
  readonly key: string;
  readonly placebos: readonly Placebo[];
  /** The copy is the one that the journal noted, by its hash. */
  readonly intact: boolean;
}

/** The line that a run adds to the floor of its scenario; null where something was upgraded, or the run was not whole. */
export function placeboOf(summary: Summary, none: boolean): Placebo | null {
  const whole = summary.lanes.length > 0 && summary.lanes.every((lane) => lane.accounting.complete);
  const done = summary.steps.length > 0 && summary.steps.every((step) => step.outcome === 'done');
  if (!none || !whole || !done) return null;
  const latency = summary.criteria.flatMap(({ id, scope, value }) =>
    id === 'latency.p90' && value !== null ? [[scope.step ?? '', value] as const] : [],
  );
  return {
    runId: summary.runId,
    steps: summary.steps.map((step) => ({
      badMs: step.worst?.badMs ?? 0,
      coreMs: Math.max(
        0,
        ...summary.episodes.filter((one) => one.step === step.index).map((one) => one.coreMs),
      ),
    })),
    latency: Object.fromEntries(latency),
  };
}

/** A miss that runs without an upgrade reached as well is unresolved: it may be noise. It is never met by that. */
export function excused(finding: Finding, { floor, scenario }: Evidence): Finding {
  const { criterion } = finding;
  if (!floor?.intact || scenario.upgrade.none || criterion.state !== 'missed') return finding;
  const reached = reachedBy(finding, floor.placebos);
  if (reached === null || criterion.value === null || criterion.value > reached) return finding;
  const most = criterion.unit === 'ms' ? durationText(reached) : `+${Math.round(reached * 1000) / 10}%`;
  const why = `${criterion.why}; of ${floor.placebos.length} runs of this scenario on this machine that upgraded nothing one reached ${most}: it may be noise`;
  return { ...finding, criterion: { ...criterion, state: 'unresolved', why } };
}

/** The most that the placebos showed where the finding is; the least of its steps'. Null where they are too few, or it has no floor. */
function reachedBy({ criterion, steps }: Finding, placebos: readonly Placebo[]): number | null {
  const most = (values: readonly (number | undefined)[]) => {
    const known = values.filter((one) => one !== undefined);
    return known.length < enoughPlacebos ? Number.NaN : Math.max(...known);
  };
  const ofSteps = (of: 'badMs' | 'coreMs') =>
    Math.min(...steps.map((step) => most(placebos.map((one) => one.steps[step]?.[of]))));
  const reached = () => {
    if (criterion.id === 'bad.perStep') return ofSteps('badMs');
    if (criterion.id === 'outage.longest') return ofSteps('coreMs');
    if (criterion.id === 'latency.p90')
      return most(placebos.map((one) => one.latency[criterion.scope.step ?? '']));
    return Number.NaN;
  };
  const value = reached();
  return Number.isFinite(value) ? value : null;
}

/** How much the floor is worth, in words. */
export function floorCaveats({ floor }: Evidence): string[] {
  if (floor === undefined || floor === null) return [];
  if (!floor.intact)
    return ['The copy of the noise floor is not the one that was noted at the start: it is left out.'];
  const count = floor.placebos.length;
  const worth =
    count < enoughPlacebos
      ? `${enoughPlacebos} are needed before it may excuse anything`
      : 'a miss that one of them reached as well is unresolved';
  return [
    `Noise floor: ${count} placebo ${count === 1 ? 'window' : 'windows'} for each step, from runs of this scenario on this machine that upgraded nothing; ${worth}.`,
  ];
}
