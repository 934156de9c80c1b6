import { count } from '../format/numbers.ts';
import { type ProbeKind, probeKinds } from '../journal/probe-entries.ts';
import type { Timeline } from '../timeline/model.ts';
import { findProbeCause, recommendForProbe } from './causes/probe-cause.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { pairName } from './pod-pairs.ts';
import type { ProbeReading } from './probes.ts';
import type { Criterion } from './summary.ts';
import { durationText, rounded } from './words.ts';

/** Results may come late and their probers restart, and a rollout's comes 15 s apart: a gap shorter than this is no gap. */
const smallestGapMs: Readonly<Record<ProbeKind, number>> = {
  api: 5_000,
  dns: 5_000,
  pods: 5_000,
  apiWrite: 5_000,
  rollout: 45_000,
};

export function probeFindings(evidence: Evidence): Finding[] {
  const { scenario, probes, timeline } = evidence;
  return probeKinds.flatMap((probe) => {
    const limit = scenario.criteria.probes[probe]?.longestMs;
    if (limit === undefined) return [];
    const criterion = probeCriterion(probe, limit, probes, timeline);
    const recommendations = criterion.state === 'missed' ? recommendForProbe(probe, limit, evidence) : [];
    const explained = explain(criterion, probe, evidence);
    return [{ criterion: explained, steps: [], episodes: [], recommendations }];
  });
}

/** A missed one says in which step, and what the evidence shows of the cause. */
function explain(criterion: Criterion, probe: ProbeKind, evidence: Evidence): Criterion {
  const worst = worstOf(probe, evidence.probes);
  const outage = worst?.outages.toSorted((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs))[0];
  if (criterion.state !== 'missed' || worst === undefined || outage === undefined) return criterion;
  const { step, mechanism, why } = findProbeCause({ reading: worst, outage }, evidence);
  const scope = step === null ? criterion.scope : { ...criterion.scope, step };
  return { ...criterion, scope, mechanism, why: `${criterion.why}, ${why}` };
}

/** The prober that was without an answer longest; undefined where none has a result. */
function worstOf(probe: ProbeKind, readings: readonly ProbeReading[]): ProbeReading | undefined {
  const asked = readings.filter((one) => one.probe === probe && one.count > 0);
  return asked.toSorted((a, b) => b.longestMs - a.longestMs)[0];
}

/** The prober that was without an answer longest decides, when every node (API server) has one. */
export function probeCriterion(
  probe: ProbeKind,
  limit: number,
  readings: readonly ProbeReading[],
  { cluster }: Pick<Timeline, 'cluster'>,
): Criterion {
  const base = { id: `probes.${probe}`, scope: { probe }, unit: 'ms', limit };
  const worst = worstOf(probe, readings);
  if (worst === undefined)
    return { ...base, state: 'unresolved', value: null, why: 'there is no result of this probe' };
  const seen = `${count(worst.failed)} of ${count(worst.count)} failed at ${worst.source}, the longest run of failures from its first to the next good one`;
  if (worst.longestMs > limit)
    return { ...base, state: 'missed', value: rounded(worst.longestMs), why: seen };
  const unprobed = withoutProber(probe, readings, cluster);
  if (unprobed !== null)
    return { ...base, state: 'unresolved', value: rounded(worst.longestMs), why: `${unprobed}; ${seen}` };
  const silent = readings.find(
    (one) => one.probe === probe && one.unseenMs > Math.max(limit, smallestGapMs[probe]),
  );
  if (silent === undefined) return { ...base, state: 'met', value: rounded(worst.longestMs), why: seen };
  const why = `the prober at ${silent.source} left no result for ${durationText(silent.unseenMs)}, which may hide an outage longer than the limit`;
  return { ...base, state: 'unresolved', value: rounded(worst.longestMs), why };
}

/** Where nothing was asked at all, in words; null when everything was. API servers are known by number only. */
function withoutProber(
  probe: ProbeKind,
  readings: readonly ProbeReading[],
  cluster: Timeline['cluster'],
): string | null {
  const sources = new Set(readings.filter((one) => one.probe === probe).map((one) => one.source));
  const names = cluster?.nodes.map(({ name }) => name) ?? [];
  if (probe === 'dns') {
    const missing = names.filter((name) => !sources.has(name));
    return missing.length === 0 ? null : `no result came from the prober on ${missing.join(', ')}`;
  }
  if (probe === 'pods') {
    const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => pairName(from, to)));
    const missing = pairs.filter((pair) => !sources.has(pair));
    return missing.length === 0 ? null : `nothing is known of the way ${missing.join(', ')}`;
  }
  const count = cluster?.apiServers.length ?? 0;
  return sources.size < count ? `only ${sources.size} of ${count} API servers were probed` : null;
}
