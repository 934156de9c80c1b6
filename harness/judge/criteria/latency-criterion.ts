import { percent } from '../../format/numbers.ts';
import type { Role } from '../../journal/records.ts';
import { driftOf } from '../baseline.ts';
import { findLatencyCause } from '../causes/latency-cause.ts';
import type { Evidence } from '../evidence.ts';
import { mostlyBusy } from '../host-load.ts';
import { longestOverload } from '../host-overload.ts';
import { type LatencyChange, type LatencyLimit, latencyChange, worstChange } from '../latency.ts';
import type { Share } from '../latency-batches.ts';
import type { Period } from '../periods.ts';
import type { Criterion } from '../summary.ts';
import { durationText, laneTitle, rounded } from '../words.ts';
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
    // No mechanism separates slow answers of a service from those of a host: every step's window counts.
    hostOverload: ({ steps }, { windows, timeline }) =>
      longestOverload(
        steps
          .flatMap((position) => windows[position] ?? [])
          .map((window) => mostlyBusy(timeline, window, 'overloaded')),
      ),
    recommendedBy: ['interval'],
  };
}

/** Nothing where the scenario has no such limit, or where the cluster's latency says nothing of production's. */
function judgeRoles({ name, p }: Percentile, evidence: Evidence): Judgement[] {
  const limit = evidence.scenario.criteria.latency[name];
  if (!limit || evidence.timeline.claims?.production === false) return [];
  return roles.flatMap((role) => {
    const windows = evidence.windows.filter((window) => window.step.slot.role === role);
    return windows.length === 0 ? [] : [judgeRole(evidence, role, windows, { name, p, limit })];
  });
}

function judgeRole(evidence: Evidence, role: Role, windows: Evidence['windows'], of: Limited): Judgement {
  const { baseline, judged } = evidence;
  const { limit, p } = of;
  // A look at a stream is answered by the stream's being there: its latency is not the service's.
  const timed = judged.filter((view) => view.kind !== 'stream');
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
    const why = baseline === null ? 'there is no baseline' : 'no lane left samples';
    return { ...base, state: 'unresolved', value: null, why };
  }
  const { change } = worst;
  const estimate =
    change === null
      ? {}
      : { ci: [rounded(Math.expm1(change.low)), rounded(Math.expm1(change.high))] as const };
  const value = change === null ? null : rounded(Math.expm1(change.difference));
  return { ...base, value, ...estimate, ...stateOf(worst, baseline, windows, evidence, of) };
}

function stateOf(
  worst: LatencyChange,
  baseline: Period,
  windows: Evidence['windows'],
  evidence: Evidence,
  of: Limited,
): Pick<Criterion, 'state' | 'mechanism' | 'why'> {
  const seen = seenIn(worst, of);
  if (worst.state === 'unresolved') return { state: 'unresolved', why: `${seen}; ${worst.missing}` };
  const drift = driftOf(worst.view, baseline);
  if (drift > (worst.margin ?? 0))
    return {
      state: 'unresolved',
      why: `${seen}; the baseline itself moved by ${percent(Math.expm1(drift))}, more than is allowed, and is no reference: make it longer, and begin it later`,
    };
  if (worst.state === 'met') return { state: 'met', why: seen };
  const changeOf = (view: Evidence['views'][number]) =>
    latencyChange(view, baseline, windows, of.limit, of.p);
  const rig = Math.max(0, ...evidence.controls.map((view) => excessMs(changeOf(view))));
  const allowedMs = (worst.baselineMs ?? 0) * Math.expm1(worst.margin ?? 0);
  if (rig > 0 && excessMs(worst) - rig <= allowedMs)
    return {
      state: 'unresolved',
      why: `${seen}; the control lane, which no upgrade touches, rose by ${durationText(rig)} as well: lower the rate, use a bigger machine or keep processors apart; "The rig itself" has what was measured`,
    };
  const cause = findLatencyCause(worst.view, (worst.baselineMs ?? 0) + allowedMs, windows, evidence);
  return {
    state: 'missed',
    ...(cause?.mechanism ? { mechanism: cause.mechanism } : {}),
    why: cause === null ? seen : `${seen}; ${cause.why}`,
  };
}

/** What was compared with what, in ms, so that it can be traced to the scenario's limits. */
function seenIn(
  { batches, baselineMs, margin, change, view }: LatencyChange,
  { name, limit }: Limited,
): string {
  if (baselineMs === null || margin === null) return `no ${name} of a baseline in ${laneTitle(view)}`;
  const ms = (ofLog: number) => durationText(baselineMs * Math.exp(ofLog));
  const rule =
    limit.increase * baselineMs >= limit.atLeastMs ? percent(limit.increase) : durationText(limit.atLeastMs);
  const allowed = `allowed ${ms(margin)} (baseline + ${rule})`;
  const before = `${name} in ${laneTitle(view)}: ${durationText(baselineMs)} in the baseline`;
  if (change === null) return `${before}; ${allowed}`;
  const counted = `geometric means of ${batches.baseline} and ${batches.steps} batches of ${batches.seconds} s`;
  return `${before}, ${ms(change.difference)} in the steps (${counted}), 90% interval ${ms(change.low)} to ${ms(change.high)}; ${allowed}`;
}

/** By how many ms the percentile rose. */
function excessMs({ change, baselineMs }: LatencyChange): number {
  return change === null || baselineMs === null ? 0 : baselineMs * Math.expm1(change.difference);
}
