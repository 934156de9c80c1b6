import type { ProbeKind } from '../../journal/probe-entries.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import type { Timeline } from '../../timeline/model.ts';
import { findSharedOverload, overloadAround } from '../causes/host-overload.ts';
import { findProbeCause, recommendForProbe } from '../causes/probe-cause.ts';
import type { Evidence } from '../evidence.ts';
import type { BusyTime } from '../load-host/host-load.ts';
import type { ProbeReading } from '../probes/probes.ts';
import { rounded } from '../words.ts';
import type { CriterionDefinition, Finding, Judgement } from './criterion.ts';

/** The properties of one kind of probe. */
export interface ProbeTraits {
  readonly probe: ProbeKind;
  /** Results may arrive late and probers restart: a shorter gap is ignored, in ms. */
  readonly smallestGapMs: number;
  /** Where nothing was probed at all; null if everything was. */
  readonly findUnprobed: (sources: ReadonlySet<string>, cluster: Timeline['cluster']) => Reason | null;
}

/** The criterion of one kind of probe. */
export interface ProbeCriterion extends CriterionDefinition {
  /** From some probers' results alone, without the cause of their failures. */
  judgeReadings(
    limit: number,
    readings: readonly ProbeReading[],
    timeline: Pick<Timeline, 'cluster'>,
  ): Judgement;
}

/** The longest time that a probe had no good result. */
export function probeCriterion(traits: ProbeTraits): ProbeCriterion {
  const { probe } = traits;
  return {
    id: `probes.${probe}`,
    unit: 'ms',
    judge: (evidence) => judgeProbe(traits, evidence),
    judgeReadings: (limit, readings, timeline) => judgeReadings(traits, limit, readings, timeline),
    appliesToBaseline: ({ scenario, baselineProbes, timeline }) => {
      const limit = scenario.criteria.probes[probe]?.longestMs;
      if (limit === undefined) return [];
      const { state, value } = judgeReadings(traits, limit, baselineProbes, timeline);
      return state === 'missed' ? [reason('baseline-probe-failed', { probe, ms: value ?? 0 })] : [];
    },
    noiseFloor: {
      reason: 'A/A runs are compared by step, and outages of a probe are not counted by step',
    },
    hostOverload: (finding, evidence) => findOutageOverload(probe, finding, evidence),
    recommendedBy: ['cause'],
  };
}

function judgeProbe(traits: ProbeTraits, evidence: Evidence): Judgement[] {
  const { probe } = traits;
  const limit = evidence.scenario.criteria.probes[probe]?.longestMs;
  if (limit === undefined) return [];
  const judgement = judgeReadings(traits, limit, evidence.probes, evidence.timeline);
  const recommendations = judgement.state === 'missed' ? recommendForProbe(probe, limit, evidence) : [];
  return [{ ...explain(judgement, probe, evidence), recommendations }];
}

/** A missed one includes the step, and the evidence of the cause. */
function explain(judgement: Judgement, probe: ProbeKind, evidence: Evidence): Judgement {
  const worst = findWorst(probe, evidence.probes);
  const outage = worst?.outages.toSorted((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs))[0];
  if (judgement.state !== 'missed' || worst === undefined || outage === undefined) return judgement;
  const { step, mechanism, reasons } = findProbeCause({ reading: worst, outage }, evidence);
  const scope = step === null ? judgement.scope : { ...judgement.scope, step };
  return { ...judgement, scope, mechanism, reasons: [...judgement.reasons, ...reasons] };
}

/** The prober with the longest time without a good result; undefined if none has a result. */
function findWorst(probe: ProbeKind, readings: readonly ProbeReading[]): ProbeReading | undefined {
  const asked = readings.filter((reading) => reading.probe === probe && reading.count > 0);
  return asked.toSorted((a, b) => b.longestMs - a.longestMs)[0];
}

/** The prober with the longest time without a good result decides, if every node (API server) has one. */
function judgeReadings(
  { probe, smallestGapMs, findUnprobed }: ProbeTraits,
  limit: number,
  readings: readonly ProbeReading[],
  { cluster }: Pick<Timeline, 'cluster'>,
): Judgement {
  const base = { scope: { probe }, limit };
  const own = readings.filter((reading) => reading.probe === probe);
  const worst = findWorst(probe, own);
  if (worst === undefined)
    return { ...base, state: 'unresolved', value: null, reasons: [reason('no-probe-result')] };
  const value = rounded(worst.longestMs);
  const { failed, count: probes, source } = worst;
  const seen = reason('probe-failures', { failed, probes, source });
  if (worst.longestMs > limit) return { ...base, state: 'missed', value, reasons: [seen] };
  const unprobed = findUnprobed(new Set(own.map(({ source }) => source)), cluster);
  if (unprobed !== null) return { ...base, state: 'unresolved', value, reasons: [unprobed, seen] };
  const silent = own.find(({ unseenMs }) => unseenMs > Math.max(limit, smallestGapMs));
  if (silent === undefined) return { ...base, state: 'met', value, reasons: [seen] };
  const silence = reason('prober-silent', { source: silent.source, ms: silent.unseenMs });
  return { ...base, state: 'unresolved', value, reasons: [silence] };
}

/** Every outage over the limit must have an unknown mechanism, on an overloaded host. */
function findOutageOverload(probe: ProbeKind, { criterion }: Finding, evidence: Evidence): BusyTime | null {
  const outages = evidence.probes
    .filter((reading) => reading.probe === probe)
    .flatMap((reading) => reading.outages.map((outage) => ({ reading, outage })))
    .filter(({ outage }) => outage.toUs - outage.fromUs > criterion.limit * 1000);
  return findSharedOverload(
    outages.map((failure) =>
      findProbeCause(failure, evidence).shown ? null : overloadAround(failure.outage, evidence),
    ),
  );
}
