import type { Episode, RigSummary, Summary } from '../answer/summary.ts';
import { unknownMechanism } from '../causes/mechanisms/mechanism.ts';
import { floorCaveats } from '../criteria/noise-floor.ts';
import type { Ending } from '../ending.ts';
import type { Evidence } from '../evidence.ts';
import type { StepWindow } from '../harm/windows.ts';
import { baselineCaveats } from '../latency/baseline.ts';
import { slowSteps } from '../latency/step-latency.ts';
import { waitCaveats } from '../load-host/own-waits.ts';
import { secondUs } from '../load-host/rig.ts';
import { stepTitle } from '../words.ts';

const limitingCodes: ReadonlySet<string> = new Set(['service-setting-not-honoured']);

/** Those warnings on the workload that say what this replica shows otherwise than production, as sentences. */
export function limitsOf(
  warnings: readonly { readonly code: string; readonly message: string }[],
): readonly string[] {
  return warnings.filter(({ code }) => limitingCodes.has(code)).map(({ message }) => `${message}.`);
}

/** What a reader must know before trusting a number. */
export function caveatsOf(
  evidence: Evidence,
  ending: Ending,
  episodes: readonly Episode[],
  { rig, baseline, noiseFloor }: Pick<Summary, 'rig' | 'baseline' | 'noiseFloor'>,
): string[] {
  const { timeline, views, torn, tool, scenario, windows } = evidence;
  const unknown = episodes.filter(
    ({ mechanism, step }) => mechanism.id === unknownMechanism.id && step !== null,
  ).length;
  const wroteWith = timeline.header?.tool;
  const failedWithin = timeline.steps
    .filter((step) => step.outcome === 'done')
    .flatMap((step) =>
      step.actions
        .filter((one) => one.outcome === 'failed')
        .map(
          (one) =>
            `The ${one.action} of ${step.node} failed, and the roll went on: ${one.detail ?? 'no reason given'}.`,
        ),
    );
  const caveat = (holds: boolean, text: string) => (holds ? [text] : []);
  return [
    ...caveat(ending.how === 'cut-short', 'The run was cut short; figures cover what was seen until then.'),
    ...caveat(torn, 'The last line of the journal is torn; at most the last second of records is missing.'),
    ...views
      .filter((view) => view.torn)
      .map(
        (view) =>
          `The samples of ${view.target}/${view.lane} are torn; at most their last second is missing.`,
      ),
    ...waitCaveats(timeline),
    ...limitsOf(timeline.warnings),
    ...failedWithin,
    ...noisyRig(windows, rig),
    ...baselineCaveats(baseline),
    ...floorCaveats(noiseFloor),
    ...slowSteps(evidence),
    ...caveat(
      ending.how === 'complete' && timeline.capacity.before !== null && timeline.capacity.after === null,
      'The capacity run after recovery is missing: the run was killed before or in it.',
    ),
    ...caveat(
      unknown > 0,
      `${unknown} of ${episodes.length} episodes have no mechanism that the evidence shows.`,
    ),
    ...caveat(
      timeline.claims?.production === false,
      "On this cluster latency is shown and not judged: it does not carry over to production's.",
    ),
    ...caveat(scenario.upgrade.none, 'Nothing was upgraded: this run measures the noise.'),
    ...caveat(
      wroteWith !== undefined && wroteWith !== tool,
      `The run was recorded by version ${wroteWith} and judged by version ${tool}.`,
    ),
  ];
}

/** No mark undoes a criterion that is met, but what was measured in a marked second may be the rig's. */
function noisyRig(windows: readonly StepWindow[], rig: RigSummary | null): string[] {
  const starts = (rig?.marked ?? []).flatMap(({ fromUs, toUs }) =>
    Array.from({ length: (toUs - fromUs) / secondUs }, (_, i) => fromUs + i * secondUs),
  );
  const seconds = [...new Set(starts)];
  const noisy = windows.flatMap((window) => {
    const within = seconds.filter((fromUs) => fromUs < window.toUs && fromUs + secondUs > window.fromUs);
    return within.length === 0 ? [] : [{ window, count: within.length }];
  });
  if (noisy.length === 0) return [];
  const where = noisy.map(({ window, count }) => `${count} s in ${stepTitle(window, windows.length)}`);
  return [
    `The rig itself was noisy while nodes were upgraded: ${where.join(', ')}. Latency of these steps is the rig's as well as the cluster's.`,
  ];
}
