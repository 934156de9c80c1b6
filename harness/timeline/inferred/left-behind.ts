import type { Timeline } from '../model.ts';

/** What a command that did not finish its roll left on a node. */
export interface LeftBehind {
  readonly node: string;
  readonly cordoned: boolean;
  /** Labelled to be left out by load balancers. */
  readonly excluded: boolean;
  /** Has kops' taint `scheduled-for-update`. */
  readonly tainted: boolean;
  /** The command took it out of its pool's count, so the pool has a node more. */
  readonly detached: boolean;
}

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
