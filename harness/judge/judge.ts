import type { RecordOf } from '../journal/records.ts';
import { productionEstimate } from '../plan/production.ts';
import { headlineText } from '../reasons/headline.ts';
import { reason, reasonsText } from '../reasons/reason.ts';
import type { FrontDoorSummary, Summary } from './answer/summary.ts';
import { arrangeEvidence } from './arrange-evidence.ts';
import { summarizeEpisode } from './causes/attribution.ts';
import { postChecks } from './checks/registry.ts';
import { unresolvedByHost } from './checks/saturation.ts';
import { applyCriteria } from './criteria/apply-criteria.ts';
import { type CriterionDefinition, type Finding, unresolve } from './criteria/criterion.ts';
import { excused, floorSummary } from './criteria/noise-floor.ts';
import { criteria } from './criteria/registry.ts';
import { findEnding } from './ending.ts';
import type { Evidence, JudgeInput } from './evidence.ts';
import { baselineSummary } from './latency/baseline.ts';
import { latencyShifts } from './latency/shift.ts';
import { hostSummary } from './load-host/host-summary.ts';
import { summarizeLoadHost } from './load-host/load-host-summary.ts';
import { phaseSpans } from './periods.ts';
import { collectCaveats } from './summaries/caveats.ts';
import { summarizeHooks } from './summaries/hooks.ts';
import { laneSummary } from './summaries/lane-summary.ts';
import { nameNodes } from './summaries/node-names.ts';
import { probeSummaries } from './summaries/probe-summary.ts';
import { productionCommands } from './summaries/production-commands.ts';
import { recommendChanges } from './summaries/recommendations.ts';
import { provenBy, stepSummaries } from './summaries/step-summary.ts';
import { describeWayBack, summarizeWayBack } from './summaries/way-back.ts';
import { decide } from './verdict.ts';

export type { JudgeInput } from './evidence.ts';

/**
 * Judges a run from its records and samples alone: the same input gives the same summary, on any machine.
 * Even with missing or torn input there is a summary, which states that.
 */
export function judge(
  input: JudgeInput,
  evidence: Evidence = arrangeEvidence(input),
  definitions: readonly CriterionDefinition[] = criteria,
): Summary {
  const ending = findEnding(input.timeline);
  const checks = postChecks.map((runCheck) => runCheck(evidence, definitions));
  const found = applyCriteria(evidence, definitions);
  const findings = found
    .map((finding) => excused(finding, evidence))
    .map((finding) => unresolvedByHost(finding, evidence))
    .map((finding) => (ending.how === 'complete' ? finding : notYetMet(finding)));
  const missed = findings.filter((one) => one.criterion.state === 'missed');
  const decision = decide(evidence, ending, findings, checks);
  const recommended = decision.verdict === 'tune' ? recommendChanges(missed, evidence) : [];
  const episodes = evidence.episodes.map((raw, i) => summarizeEpisode(raw, i + 1, evidence));
  const baseline = baselineSummary(evidence);
  const noiseFloor = floorSummary(found, evidence);
  const loadHost = summarizeLoadHost(input.timeline, evidence.loadHost, evidence.judged, input.scenario.load);
  return {
    version: 3,
    ...opening(evidence),
    ...decision,
    headline: headlineText({ ...decision, remark: describeWayBack(evidence) }),
    recommendations: recommended.map((one) => ({ ...one, why: reasonsText(one.reasons) })),
    criteria: findings.map(({ criterion }) => ({ ...criterion, why: reasonsText(criterion.reasons) })),
    postChecks: checks.map(({ id, ok, reasons }) => ({ id, ok, reasons, detail: reasonsText(reasons) })),
    baseline,
    noiseFloor,
    phases: phaseSpans(input.timeline),
    lanes: evidence.views.map((view) => laneSummary(view, evidence)),
    shifts: latencyShifts(evidence),
    capacity: input.timeline.capacity,
    steps: stepSummaries(evidence, episodes),
    episodes,
    probes: probeSummaries(evidence),
    blind: input.timeline.blind.map(({ resource, fromUs, toUs, why }) => ({ resource, fromUs, toUs, why })),
    loadHost,
    host: hostSummary(input.timeline),
    proves: provenBy(evidence),
    production: productionEstimate(input.scenario),
    commands: productionCommands(evidence),
    ...summarizeHooks(input.timeline),
    ...nameNodes(input.timeline),
    wayBack: summarizeWayBack(evidence),
    frontDoor: input.timeline.frontDoor && summarizeFrontDoor(input.timeline.frontDoor),
    caveats: collectCaveats(evidence, ending, episodes, { loadHost, baseline, noiseFloor }),
    warnings: input.timeline.warnings.map(({ code, file, line, column, message }) => ({
      ...{ code, file, line, column, message },
    })),
  };
}

function summarizeFrontDoor({ kind, why, settings, backends }: RecordOf<'frontdoor'>): FrontDoorSummary {
  return { ...(kind !== undefined && { kind, why: why ?? '' }), settings, backends };
}

/** A criterion that an incomplete run did not miss is not met yet either. */
function notYetMet(finding: Finding): Finding {
  return finding.criterion.state === 'met' ? unresolve(finding, reason('run-cut-short')) : finding;
}

function opening({ timeline, scenario, tool }: Evidence) {
  const { header } = timeline;
  return {
    tool,
    runId: header?.runId ?? 'unknown',
    scenario: scenario.metadata.name,
    startedAt: header?.wall ?? 'unknown',
    provider: scenario.cluster.provider,
    from: scenario.cluster.from,
    to: scenario.cluster.to,
    machine: header?.machine ?? { cpus: 0, memoryBytes: 0, kernel: 'unknown', node: 'unknown' },
    claims: timeline.claims,
    lags: timeline.facts.filter((one) => one.what === 'lag').map((one) => one.detail ?? ''),
  };
}
