import { type Reason, reason } from '../../reasons/reason.ts';
import type { Episode, LoadHostSummary, Summary } from '../answer/summary.ts';
import { unknownMechanism } from '../causes/mechanisms/mechanism.ts';
import { floorCaveats } from '../criteria/noise-floor.ts';
import type { Ending } from '../ending.ts';
import type { Evidence } from '../evidence.ts';
import type { StepWindow } from '../harm/windows.ts';
import { baselineCaveats } from '../latency/baseline.ts';
import { findSlowSteps } from '../latency/step-latency.ts';
import { secondUs } from '../load-host/health.ts';
import { waitCaveats } from '../load-host/own-waits.ts';
import { laneTitle, stepTitle } from '../words.ts';

const limitingCodes: ReadonlySet<string> = new Set(['service-setting-not-honoured']);

/** How this replica's workload differs from production, from the scenario's warnings. */
export function findWorkloadLimits(
  warnings: readonly { readonly code: string; readonly message: string }[],
): Reason[] {
  const limiting = warnings.filter(({ code }) => limitingCodes.has(code));
  return limiting.map(({ message }) => reason('workload-differs', { message }));
}

/** Caveats that affect the numbers. */
export function collectCaveats(
  evidence: Evidence,
  ending: Ending,
  episodes: readonly Episode[],
  { loadHost, baseline, noiseFloor }: Pick<Summary, 'loadHost' | 'baseline' | 'noiseFloor'>,
): Reason[] {
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
        .map(({ action, detail }) =>
          reason('action-failed', { action, node: step.node, detail }, [{ node: step.node }]),
        ),
    );
  const caveat = (holds: boolean, what: Reason) => (holds ? [what] : []);
  return [
    ...caveat(ending.how === 'cut-short', reason('figures-until-cut')),
    ...caveat(torn, reason('journal-torn')),
    ...views.filter((view) => view.torn).map((view) => reason('samples-torn', { lane: laneTitle(view) })),
    ...waitCaveats(timeline),
    ...findWorkloadLimits(timeline.warnings),
    ...failedWithin,
    ...findDisturbedSteps(windows, loadHost),
    ...baselineCaveats(baseline),
    ...floorCaveats(noiseFloor),
    ...findSlowSteps(evidence),
    ...caveat(
      ending.how === 'complete' && timeline.capacity.before !== null && timeline.capacity.after === null,
      reason('no-capacity-after'),
    ),
    ...caveat(unknown > 0, reason('unknown-mechanisms', { unknown, episodes: episodes.length })),
    ...caveat(timeline.claims?.production === false, reason('latency-not-judged')),
    ...caveat(scenario.upgrade.none, reason('nothing-upgraded')),
    ...(wroteWith === undefined || wroteWith === tool
      ? []
      : [reason('other-version', { recorded: wroteWith, judged: tool })]),
  ];
}

/** No mark changes a met criterion, but a marked second's measurements may be caused by the load generator host. */
function findDisturbedSteps(windows: readonly StepWindow[], loadHost: LoadHostSummary | null): Reason[] {
  const starts = (loadHost?.marked ?? []).flatMap(({ fromUs, toUs }) =>
    Array.from({ length: (toUs - fromUs) / secondUs }, (_, i) => fromUs + i * secondUs),
  );
  const seconds = [...new Set(starts)];
  const steps = windows.flatMap((window) => {
    const within = seconds.filter((fromUs) => fromUs < window.toUs && fromUs + secondUs > window.fromUs);
    return within.length === 0 ? [] : [{ step: stepTitle(window, windows.length), seconds: within.length }];
  });
  return steps.length === 0 ? [] : [reason('generator-disturbed-in-steps', { steps })];
}
