import type { Role } from '../../journal/records.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import { longestOverload } from '../causes/host-overload.ts';
import { findLatencyCause } from '../causes/latency-cause.ts';
import type { Evidence } from '../evidence.ts';
import type { Share } from '../lanes/latency-batch.ts';
import { measureDrift } from '../latency/baseline.ts';
import { type LatencyChange, type LatencyLimit, latencyChange, worstChange } from '../latency/latency.ts';
import { mostlyBusy } from '../load-host/host-load.ts';
import type { Period } from '../periods.ts';
import { laneTitle, rounded } from '../words.ts';
import type { CriterionDefinition, Judgement } from './criterion.ts';

const roles: readonly Role[] = ['control-plane', 'worker'];

/** A percentile of the scenario's `criteria.latency`, as a share. */
interface Percentile {
  readonly name: keyof Evidence['scenario']['criteria']['latency'];
  readonly p: Share;
}

/** A percentile and the limit of its change. */
interface Limited extends Percentile {
  readonly limit: LatencyLimit;
}

/** How a percentile changed in the steps of each role, decided by the worst open-loop lane. */
export function latencyCriterion(percentile: Percentile): CriterionDefinition {
  return {
    id: `latency.${percentile.name}`,
    unit: 'ratio',
    judge: (evidence) => judgeRoles(percentile, evidence),
    appliesToBaseline: { reason: 'the baseline is what the steps are compared with' },
    noiseFloor: {
      record: (_, own) =>
        Object.fromEntries(
          own.flatMap(({ scope, value }) => (value === null ? [] : [[scope.step ?? '', value]])),
        ),
      places: ({ criterion }) => [criterion.scope.step ?? ''],
    },
    // No mechanism separates slow responses of a service from those of a host: every step's window counts.
    hostOverload: ({ steps }, { windows, timeline }) =>
      longestOverload(
        steps
          .flatMap((position) => windows[position] ?? [])
          .map((window) => mostlyBusy(timeline, window, 'overloaded')),
      ),
    recommendedBy: ['interval'],
  };
}

/** Empty if the scenario has no such limit, or if the cluster's latency says nothing about production's. */
function judgeRoles({ name, p }: Percentile, evidence: Evidence): Judgement[] {
  const limit = evidence.scenario.criteria.latency[name];
  if (limit === null || evidence.timeline.claims?.production === false) return [];
  return roles.flatMap((role) => {
    const windows = evidence.windows.filter((window) => window.step.slot.role === role);
    return windows.length === 0 ? [] : [judgeRole(evidence, role, windows, { name, p, limit })];
  });
}

function judgeRole(evidence: Evidence, role: Role, windows: Evidence['windows'], of: Limited): Judgement {
  const { baseline, judged } = evidence;
  const { limit, p } = of;
  // A check of a stream succeeds at once while the stream is open: its latency is not the service's.
  const timed = judged.filter((view) => !laneKinds[view.kind].streams);
  const changes =
    baseline === null ? [] : timed.map((view) => latencyChange(view, baseline, windows, limit, p));
  const worst = worstChange(changes);
  const base = {
    scope: {
      step: `${role} steps`,
      ...(worst ? { target: worst.view.target, lane: worst.view.lane } : {}),
    },
    limit: rounded(worst?.margin ? Math.expm1(worst.margin) : limit.increase),
    steps: windows.map((window) => window.position),
  };
  if (baseline === null || worst === null) {
    const missing = reason(baseline === null ? 'no-baseline' : 'no-samples');
    return { ...base, state: 'unresolved', value: null, reasons: [missing] };
  }
  const { change } = worst;
  const estimate =
    change === null
      ? {}
      : { ci: [rounded(Math.expm1(change.low)), rounded(Math.expm1(change.high))] as const };
  const value = change === null ? null : rounded(Math.expm1(change.difference));
  return { ...base, value, ...estimate, ...decideState(worst, baseline, windows, evidence, of) };
}

function decideState(
  worst: LatencyChange,
  baseline: Period,
  windows: Evidence['windows'],
  evidence: Evidence,
  of: Limited,
): Pick<Judgement, 'state' | 'mechanism' | 'reasons'> {
  const seen = seenIn(worst, of);
  const { missing } = worst;
  if (missing !== null) return { state: 'unresolved', reasons: [seen, missing] };
  const drift = measureDrift(worst.view, baseline);
  if (drift > (worst.margin ?? 0)) {
    const moved = reason('baseline-moved', { by: Math.expm1(drift) });
    return { state: 'unresolved', reasons: [seen, moved] };
  }
  if (worst.state === 'met') return { state: 'met', reasons: [seen] };
  const measureChange = (view: Evidence['views'][number]) =>
    latencyChange(view, baseline, windows, of.limit, of.p);
  const controlMs = Math.max(0, ...evidence.controls.map((view) => excessMs(measureChange(view))));
  const allowedMs = (worst.baselineMs ?? 0) * Math.expm1(worst.margin ?? 0);
  if (controlMs > 0 && excessMs(worst) - controlMs <= allowedMs)
    return { state: 'unresolved', reasons: [seen, reason('control-lane-rose', { ms: controlMs })] };
  const cause = findLatencyCause(worst.view, (worst.baselineMs ?? 0) + allowedMs, windows, evidence);
  if (cause === null) return { state: 'missed', reasons: [seen] };
  const { mechanism, reasons } = cause;
  return {
    state: 'missed',
    ...(mechanism === null ? {} : { mechanism }),
    reasons: [seen, ...reasons],
  };
}

/** The compared values in ms, so that they can be traced to the scenario's limits. */
function seenIn(
  { batches, baselineMs, margin, change, view }: LatencyChange,
  { name, limit }: Limited,
): Reason {
  const place = { lane: laneTitle(view), percentile: name };
  if (baselineMs === null || margin === null) return reason('no-percentile', place);
  const ms = (ofLog: number) => baselineMs * Math.exp(ofLog);
  const byShare = limit.increase * baselineMs >= limit.atLeastMs;
  const allowed = {
    ...place,
    baselineMs,
    allowedMs: ms(margin),
    increase: byShare ? limit.increase : null,
    atLeastMs: limit.atLeastMs,
  };
  if (change === null) return reason('latency-allowed', allowed);
  return reason('latency-change', {
    ...allowed,
    stepsMs: ms(change.difference),
    lowMs: ms(change.low),
    highMs: ms(change.high),
    baselineBatches: batches.baseline,
    stepBatches: batches.steps,
    batchS: batches.seconds,
  });
}

/** By how many ms the percentile rose. */
function excessMs({ change, baselineMs }: LatencyChange): number {
  return change === null || baselineMs === null ? 0 : baselineMs * Math.expm1(change.difference);
}
