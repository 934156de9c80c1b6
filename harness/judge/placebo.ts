import type { Summary } from './summary.ts';

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
  /** Of the copy, as the journal noted it. */
  readonly sha256: string;
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
