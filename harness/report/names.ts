import { count } from '../format/numbers.ts';
import type { Criterion, LaneSummary, StepSummary, Verdict } from '../judge/answer/summary.ts';
import type { Cell } from './document.ts';

/** `web/reused`: the name of a lane in texts. */
export function formatLaneName(lane: { readonly target: string; readonly lane: string }): string {
  return `${lane.target}/${lane.lane}`;
}

const laneRoles = ['judged', 'shown', 'control'] as const;

/** Judged lanes first, the control lane last, otherwise in the judge's order. */
export function orderLanes(lanes: readonly LaneSummary[]): LaneSummary[] {
  return lanes.toSorted((a, b) => laneRoles.indexOf(a.role) - laneRoles.indexOf(b.role));
}

/** The scope of a criterion as text; empty for the whole run. */
export function formatScope(scope: Criterion['scope']): string {
  const lane =
    scope.target !== undefined && scope.lane !== undefined
      ? `${scope.target}/${scope.lane}`
      : (scope.lane ?? scope.target);
  const parts = [lane, scope.step, scope.probe === undefined ? undefined : `${scope.probe} probe`];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

/** Title of a step by its index, or `outside every step`. */
export function formatStepName(steps: readonly StepSummary[], index: number | null): string {
  if (index === null) return 'outside every step';
  return steps.find((step) => step.index === index)?.title ?? `step ${index + 1}`;
}

/** Anchor of a step. */
export function stepAnchor(index: number): string {
  return `step-${index + 1}`;
}

/** A sign next to the colour, for readers who cannot distinguish colours. */
export const verdictSigns: Readonly<Record<Verdict, string>> = {
  approve: '✓',
  tune: '△',
  reject: '✕',
  inconclusive: '?',
  rehearsed: '○',
};

/** What a verdict means for the reader. */
export const verdictMeanings: Readonly<Record<Verdict, string>> = {
  approve: 'Every criterion was met on this replica.',
  tune: 'The upgrade did harm, and a change of settings may prevent it. Apply it and rehearse again.',
  reject: 'Do not run this upgrade in production as rehearsed.',
  inconclusive: 'This run does not support a decision.',
  rehearsed:
    'The workload and its policies survived this sequence of steps. This says nothing about production.',
};

/** `One caveat`, `2 caveats`: link text on the first screen. */
export function countCaveats(caveats: readonly unknown[]): string {
  return caveats.length === 1 ? 'One caveat' : `${count(caveats.length)} caveats`;
}

export const stateSigns = { met: '✓ met', missed: '✕ missed', unresolved: '? unresolved' } as const;
export const stateTones = { met: 'good', missed: 'bad', unresolved: 'unsure' } as const;

/** Outcome of a phase, step or action. */
export function outcomeCell(outcome: string): Cell {
  if (outcome === 'done') return '✓ done';
  if (outcome === 'unknown') return { text: '? unknown', tone: 'unsure' };
  return { text: `✕ ${outcome}`, tone: 'bad' };
}

/** `closed 241, timed-out 7`, the most frequent first. */
export function formatOutcomes(outcomes: Readonly<Record<string, number>>): string {
  return Object.entries(outcomes)
    .filter(([, requests]) => requests > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([outcome, requests]) => `${outcome} ${count(requests)}`)
    .join(', ');
}
