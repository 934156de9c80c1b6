import type { LeftBehind, Timeline } from '../model.ts';

type Seen = Pick<Timeline, 'nodes' | 'rollLines' | 'steps'>;

/** By what the API shows now: each node of which something is left to be undone. */
export function findLeftBehind({ nodes, rollLines, steps }: Seen): readonly LeftBehind[] {
  const ended = new Set(steps.filter(({ retired }) => retired !== null).map(({ node }) => node));
  const detached = new Set(
    rollLines.filter(({ what }) => what === 'detaching').flatMap(({ node, instance }) => [node, instance]),
  );
  return [...nodes.values()]
    .map(({ state }) => state)
    .filter(({ name }) => !ended.has(name))
    .map(({ name, role, unschedulable, excluded = false, scheduledForUpdate = false }) => ({
      node: name,
      cordoned: unschedulable,
      // Control planes always are.
      excluded: excluded && role !== 'control-plane',
      tainted: scheduledForUpdate,
      detached: detached.has(name),
    }))
    .filter(({ cordoned, excluded, tainted, detached }) => cordoned || excluded || tainted || detached);
}
