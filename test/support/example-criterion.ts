import type { Recommendation } from '../../harness/judge/answer/summary.ts';
import { overloadAround } from '../../harness/judge/causes/host-overload.ts';
import type { CriterionDefinition } from '../../harness/judge/criteria/criterion.ts';
import type { Evidence } from '../../harness/judge/evidence.ts';
import { countIn } from '../../harness/judge/lanes/lane-view.ts';
import type { Period } from '../../harness/judge/periods.ts';
import { stepTitle } from '../../harness/judge/words.ts';
import { reason } from '../../harness/reasons/reason.ts';

const limit = 2;

/** A new criterion: bad requests of all lanes in a step, at most two. */
export function exampleCriterion(recommendations: readonly Recommendation[] = []): CriterionDefinition {
  return {
    id: 'example.requests',
    unit: 'requests',
    judge: (evidence) =>
      evidence.windows.map((window) => {
        const value = countBad(evidence, window);
        return {
          scope: { step: stepTitle(window, evidence.windows.length) },
          state: value > limit ? 'missed' : 'met',
          value,
          limit,
          // Its texts would be in harness/reasons: these are those of other ones.
          reasons: [reason('no-samples')],
          steps: [window.position],
          recommendations,
        };
      }),
    appliesToBaseline: (evidence, baseline) => {
      const bad = countBad(evidence, baseline);
      return bad > limit ? [reason('phase-ended', { phase: 'example', outcome: String(bad) })] : [];
    },
    noiseFloor: {
      record: (_, own) => Object.fromEntries(own.map(({ value }, position) => [position, value ?? 0])),
      places: ({ steps }) => steps.map(String),
    },
    hostOverload: ({ steps }, evidence) =>
      overloadAround(evidence.windows[steps[0] ?? -1] ?? { fromUs: 0, toUs: 0 }, evidence),
    recommendedBy: ['cause'],
  };
}

function countBad({ judged }: Evidence, { fromUs, toUs }: Period): number {
  return judged.reduce((sum, view) => sum + countIn(view, fromUs, toUs).bad, 0);
}
