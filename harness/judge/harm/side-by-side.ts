import type { Outcome } from '../../journal/records.ts';
import type { Bound, Step } from '../../timeline/model.ts';
import { areSideBySide } from '../../timeline/steps.ts';

/** Steps that went side by side, at least one: what happened meanwhile can't be attributed to one of their nodes alone. */
type StepGroup = readonly [Step, ...Step[]];

/** The steps of a run in groups, in order of time. */
export function groupSideBySide(steps: readonly Step[]): readonly StepGroup[] {
  const groups: [Step, ...Step[]][] = [];
  for (const step of steps.toSorted((a, b) => a.began.atUs - b.began.atUs)) {
    const group = groups.find(([first]) => areSideBySide(first, step));
    if (group === undefined) groups.push([step]);
    else group.push(step);
  }
  return groups;
}

/**
 * A group as one step, which has the actions of all and names all nodes. It ended as the worst of them, and has released
 * its nodes once each of them was.
 */
export function mergeSteps(group: StepGroup): Step {
  const [first, ...others] = group;
  if (others.length === 0) return first;
  const outcome = findWorst(group.map((step) => step.outcome));
  return {
    ...first,
    node: group.map(({ node }) => node).join(', '),
    actions: group.flatMap(({ actions }) => actions).toSorted((a, b) => a.fromUs - b.fromUs),
    outcome,
    cordoned: findEarliest(group.map(({ cordoned }) => cordoned)),
    uncordoned: findLatest(group.map(({ uncordoned }) => uncordoned)),
    retired: outcome === 'done' ? findLatest(group.map(({ retired }) => retired)) : null,
    provisioned: group.flatMap(({ provisioned }) => provisioned),
  };
}

/** Null while one of them runs. */
function findWorst(outcomes: readonly (Outcome | null)[]): Outcome | null {
  if (outcomes.includes(null)) return null;
  if (outcomes.includes('failed')) return 'failed';
  return outcomes.includes('aborted') ? 'aborted' : 'done';
}

function findEarliest(bounds: readonly (Bound | null)[]): Bound | null {
  return bounds.reduce((earliest, bound) => {
    if (earliest === null || bound === null) return earliest ?? bound;
    return bound.atUs < earliest.atUs ? bound : earliest;
  }, null);
}

/** Null if one of them has none. */
function findLatest(bounds: readonly (Bound | null)[]): Bound | null {
  if (bounds.includes(null)) return null;
  return bounds.reduce((latest, bound) => {
    if (latest === null || bound === null) return latest ?? bound;
    return bound.atUs > latest.atUs ? bound : latest;
  }, null);
}
