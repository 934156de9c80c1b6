import { isOnWayBack } from '../../timeline/ended-early.ts';
import type { Step, StepAction } from '../../timeline/model.ts';
import { findQuarantine } from '../../timeline/quarantined.ts';
import type { Episode, Proof, StepSummary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { computeCharges, worstCharge } from '../harm/harm.ts';
import type { StepWindow } from '../harm/windows.ts';
import { clopperPearsonUpper } from '../statistics/stats.ts';
import { rounded, stepTitle } from '../words.ts';
import { heldEvictions } from './held-evictions.ts';
import { stepWarnings } from './step-warnings.ts';

export function stepSummaries(evidence: Evidence, episodes: readonly Episode[]): StepSummary[] {
  const { windows, judged, baseline, upgrade } = evidence;
  return windows.map((window) => {
    const { step, members, position } = window;
    const held = heldEvictions(members, evidence.timeline);
    const worst = worstCharge(computeCharges(window, judged, baseline, upgrade));
    return {
      index: position,
      repeat: step.repeat,
      node: step.node,
      role: step.slot.role,
      title: stepTitle(window, windows.length),
      ...findVersions(step, evidence),
      outcome: step.outcome ?? 'unknown',
      window: {
        fromUs: window.fromUs,
        toUs: window.toUs,
        fromKnownFrom: step.began.knownFrom,
        toKnownFrom: window.toKnownFrom,
      },
      actions: listActions(window),
      ...(held.length > 0 && { heldEvictions: held }),
      warnings: members.flatMap((member) => stepWarnings(member, evidence.timeline)),
      settledMs: window.settled === null ? null : rounded(window.settled.ms),
      overlapped: window.outlasting.length > 0,
      worst:
        worst === null
          ? null
          : { target: worst.view.target, lane: worst.view.lane, badMs: rounded(worst.badMs) },
      episodes: episodes.filter((one) => one.step === position).map((one) => one.id),
    };
  });
}

function listActions({ step, members }: StepWindow): StepSummary['actions'] {
  const known = ({ outcome, ...action }: StepAction) => ({ ...action, outcome: outcome ?? 'unknown' });
  if (members.length < 2) return step.actions.map(known);
  return members
    .flatMap(({ node, actions }) => actions.map((action) => ({ ...known(action), node })))
    .toSorted((a, b) => a.fromUs - b.fromUs);
}

/** On the way back, the nodes that a step had brought have the new version; the others still have the old one. */
function findVersions(step: Step, { timeline, scenario }: Evidence): Pick<StepSummary, 'from' | 'to'> {
  const { upgrade, cluster } = scenario;
  if (upgrade.none) return { from: cluster.from, to: cluster.from };
  if (!isOnWayBack(step, timeline)) return { from: cluster.from, to: cluster.to };
  const isUpgraded = timeline.steps.some(
    (one) =>
      !isOnWayBack(one, timeline) &&
      one.outcome === 'done' &&
      (one.provisioned.some(({ node }) => node.name === step.node) ||
        (one.node === step.node && one.retired === null)),
  );
  return { from: isUpgraded ? cluster.to : cluster.from, to: cluster.from };
}

/**
 * What the steps prove about the next one: a good step has no bad request charged to it, and its
 * node is not in quarantine. Null without a completed one.
 */
export function provenBy({ windows, judged, baseline, upgrade }: Evidence): Proof | null {
  const done = windows.filter((window) => window.step.outcome !== null && window.step.outcome !== 'aborted');
  if (done.length === 0 || judged.length === 0) return null;
  const bad = done.filter(
    (window) =>
      window.step.outcome === 'failed' ||
      findQuarantine(window.step) !== null ||
      (worstCharge(computeCharges(window, judged, baseline, upgrade))?.badMs ?? 0) > 0,
  );
  return {
    badSteps: bad.length,
    steps: done.length,
    upperBound: clopperPearsonUpper(bad.length, done.length),
  };
}
