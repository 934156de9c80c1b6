import { type ErrorCode, errorTable } from '../errors.ts';
import { phases } from '../journal/records.ts';
import { type Reason, reason } from '../reasons/reason.ts';
import { isEndedEarly } from '../timeline/ended-early.ts';
import type { Timeline } from '../timeline/model.ts';
import { areSideBySide } from '../timeline/steps.ts';

/** How a run ended. */
export type Ending =
  | { readonly how: 'complete' }
  /**
   * The harness, Docker or the disk failed, or the service did not match the scenario (the error's exit
   * code), the user ended it (130), or the reason is unknown (30): no statement about the upgrade.
   */
  | { readonly how: 'cut-short'; readonly exitCode: number; readonly reasons: readonly Reason[] }
  /** kubeadm, a drain, a kubelet, a gate or a hook failed. */
  | { readonly how: 'upgrade-failed'; readonly reasons: readonly Reason[] };

/** Phases whose end must be recorded. Teardown follows the report. */
const needed = phases.filter((phase) => phase !== 'teardown');

export function findEnding(timeline: Timeline): Ending {
  const findExitCode = (code: string) => errorTable[code as ErrorCode]?.exit ?? 1;
  const errors = (holds: (exit: number) => boolean) =>
    timeline.errors
      .filter(({ code }) => holds(findExitCode(code)))
      .map(({ code, message, atUs }) => reason('error', { code, message }, [{ record: 'error', atUs }]));

  const isOther = (exit: number) => exit !== 20 && exit !== 130;
  const other = timeline.errors.find((error) => isOther(findExitCode(error.code)));
  if (other !== undefined)
    return {
      how: 'cut-short',
      exitCode: findExitCode(other.code),
      reasons: [...errors(isOther), ...whereItStopped(timeline)],
    };

  const aborted =
    timeline.phases.some((one) => one.outcome === 'aborted') ||
    timeline.steps.some((one) => one.outcome === 'aborted' && !isEndedEarly(one, timeline));
  if (aborted || errors((exit) => exit === 130).length > 0)
    return {
      how: 'cut-short',
      exitCode: 130,
      reasons: [reason('interrupted'), ...halfDone(timeline), ...whereItStopped(timeline)],
    };

  const failedSteps = timeline.steps
    .filter((one) => one.outcome === 'failed')
    .map((step) => {
      const failed = step.actions.findLast((one) => one.outcome === 'failed');
      const { node } = step;
      const failure = { node, action: failed?.action ?? 'step', detail: failed?.detail ?? null };
      return reason('step-failed', failure, [{ node }]);
    });
  const failures = [...failedSteps, ...errors((exit) => exit === 20)];
  if (failures.length > 0) return { how: 'upgrade-failed', reasons: failures };

  const stopped = whereItStopped(timeline);
  return stopped.length === 0 ? { how: 'complete' } : { how: 'cut-short', exitCode: 30, reasons: stopped };
}

/** What the phases lack; empty if all are recorded and done. */
function whereItStopped(timeline: Timeline): Reason[] {
  if (timeline.header === null) return [reason('no-header')];
  const ended = (phase: string) =>
    timeline.phases.some((one) => one.phase === phase && one.outcome === 'done');
  const first = needed.find((phase) => !ended(phase));
  if (first === undefined) return [];
  const begun = timeline.phases.find((one) => one.phase === first);
  const { lastUs } = timeline;
  if (begun === undefined) return [reason('phase-not-begun', { phase: first, lastUs })];
  if (begun.outcome !== null) return [reason('phase-ended', { phase: first, outcome: begun.outcome })];
  return [reason('records-end', { phase: first, lastUs, ...actionUnderWay(timeline) })];
}

/** The current action when the records end; of nodes side by side, the last one that has any. */
function actionUnderWay({ steps }: Timeline): {
  readonly action: string | null;
  readonly node: string | null;
} {
  const last = steps.at(-1);
  for (const step of steps.toReversed()) {
    if (last === undefined || (step !== last && !areSideBySide(step, last))) continue;
    const open = step.actions.findLast((one) => one.toUs === null && one.action !== 'step');
    if (open !== undefined) return { action: open.action, node: step.node };
  }
  return { action: null, node: null };
}

function halfDone(timeline: Timeline): Reason[] {
  return timeline.steps
    .filter((one) => one.outcome === 'aborted' || one.outcome === null)
    .filter((one) => !isEndedEarly(one, timeline))
    .map(({ node }) => reason('step-half-done', { node }, [{ node }]));
}
