import { percent } from '../format/numbers.ts';
import type { Role } from '../journal/records.ts';
import { driftOf } from './baseline.ts';
import { findLatencyCause } from './causes/latency-cause.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { type LatencyChange, type LatencyLimit, latencyChange, worstChange } from './latency.ts';
import type { Share } from './latency-batches.ts';
import type { Period } from './periods.ts';
import type { Criterion } from './summary.ts';
import { durationText, laneTitle, rounded } from './words.ts';

const roles: readonly Role[] = ['control-plane', 'worker'];

/** A percentile that the scenario sets a limit to. */
interface Judged {
  readonly name: 'p90' | 'p99';
  readonly p: Share;
  readonly limit: LatencyLimit;
}

/** Change of p90 (and of p99 where the scenario limits it) per role, decided by the worst open-loop lane. None where the cluster's latency says nothing of production's. */
export function latencyFindings(evidence: Evidence): Finding[] {
  if (evidence.timeline.claims?.production === false) return [];
  const { p90, p99 } = evidence.scenario.criteria.latency;
  const judged: Judged[] = [
    { name: 'p90', p: 0.9, limit: p90 },
    ...(p99 === undefined ? [] : [{ name: 'p99', p: 0.99, limit: p99 } as const]),
  ];
  return roles.flatMap((role) => {
    const windows = evidence.windows.filter((window) => window.step.slot.role === role);
    return windows.length === 0 ? [] : judged.map((one) => findingOf(evidence, role, windows, one));
  });
}

function findingOf(evidence: Evidence, role: Role, windows: Evidence['windows'], of: Judged): Finding {
  const { baseline, judged } = evidence;
  const { limit, p } = of;
  // A look at a stream is answered by the stream's being there: its latency is not the service's.
  const timed = judged.filter((view) => view.kind !== 'stream');
  const changes =
    baseline === null ? [] : timed.map((view) => latencyChange(view, baseline, windows, limit, p));
  const worst = worstChange(changes);
  const steps = windows.map((window) => window.position);
  const scope = {
    step: `${role} steps`,
    ...(worst ? { target: worst.view.target, lane: worst.view.lane } : {}),
  };
  const base = {
    id: `latency.${of.name}`,
    scope,
    unit: 'ratio',
    limit: rounded(worst?.margin ? Math.expm1(worst.margin) : limit.increase),
  };
  if (baseline === null || worst === null) {
    const why = baseline === null ? 'there is no baseline' : 'no lane left samples';
    return { criterion: { ...base, state: 'unresolved', value: null, why }, steps, episodes: [] };
  }
  const { change } = worst;
  const estimate =
    change === null
      ? {}
      : { ci: [rounded(Math.expm1(change.low)), rounded(Math.expm1(change.high))] as const };
  const value = change === null ? null : rounded(Math.expm1(change.difference));
  return {
    criterion: { ...base, value, ...estimate, ...stateOf(worst, baseline, windows, evidence, of) },
    steps,
    episodes: [],
  };
}

function stateOf(
  worst: LatencyChange,
  baseline: Period,
  windows: Evidence['windows'],
  evidence: Evidence,
  of: Judged,
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
  { name, limit }: Judged,
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
