import type { Hook, hookedPhases } from '../scenario/hooks/hook.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createPlan } from './create-plan.ts';
import { listExpectedNodes } from './expected-nodes.ts';
import { createMoment, isDueAt, listStepMoments, type Moment } from './moments.ts';
import { groupSteps } from './roll-plan.ts';

type HookedPhase = (typeof hookedPhases)[number];

/** How long hooks pause in a phase: those around it, and in `upgrade` those of the roll, too. Commands take no known time. */
export function hookPausesMs(scenario: Pick<Scenario, 'cluster' | 'upgrade'>, phase: HookedPhase): number {
  const { hooks } = scenario.upgrade;
  const around = (['before', 'after'] as const).map((when) => createMoment(when, 'phase', phase));
  return pausesAtMs(hooks, around) + (phase === 'upgrade' ? rollPausesMs(scenario) : 0);
}

/** Of nodes side by side, those that pause for the longest count. */
function rollPausesMs(scenario: Pick<Scenario, 'cluster' | 'upgrade'>): number {
  const { hooks } = scenario.upgrade;
  const { steps } = createPlan(scenario, listExpectedNodes(scenario));
  const nodes = steps.map(({ node }) => node);
  return groupSteps(steps).reduce((sum, group) => {
    const moments = group.map(({ index }) => listStepMoments(nodes, index));
    const ofNodes = moments.map(({ before, after }) => pausesAtMs(hooks, [...before, ...after]));
    const around = moments.flatMap(({ begun, ended }) => [...begun, ...ended]);
    return sum + Math.max(0, ...ofNodes) + pausesAtMs(hooks, around);
  }, 0);
}

function pausesAtMs(hooks: readonly Hook[], moments: readonly Moment[]): number {
  return moments
    .flatMap((moment) => hooks.filter((hook) => isDueAt(hook, moment)))
    .reduce((sum, { does }) => sum + (does.kind === 'pause' ? does.forMs : 0), 0);
}
