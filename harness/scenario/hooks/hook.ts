import type { UserCall } from '../calls/user-call.ts';

/** Something of the user's that is done at a place of the run: the choreography around a roll. */
export interface Hook {
  /** Names it in the journal and in messages. */
  readonly name: string;
  readonly when: HookTime;
  readonly at: HookPlace;
  /** The phase, the role or the pool; of nodes, their role, their pool or their slot as `workers/0`; null: each. */
  readonly of: string | null;
  readonly does: HookAction;
  /** What follows if it fails: the roll ends, or continues. */
  readonly onFailure: 'fail' | 'continue';
}

/** What a hook does. */
export type HookAction =
  | { readonly kind: 'call'; readonly call: UserCall }
  | { readonly kind: 'pause'; readonly forMs: number }
  | {
      readonly kind: 'apply';
      /** Files of objects that are created or changed, and awaited. */
      readonly manifests: readonly ManifestFile[];
      readonly withinMs: number;
    };

/** A file as it was read. */
export interface ManifestFile {
  readonly path: string;
  readonly sha256: string;
}

export type HookTime = 'before' | 'after';

interface PlaceTraits {
  /** Only where this tool acts on one node after another. */
  readonly isInRoll: boolean;
  /** The values that `of` can have; null: none. */
  names(cluster: NamedParts): readonly string[] | null;
}

/** The names of a cluster's parts that a scenario can know. */
export interface NamedParts {
  readonly pools: readonly string[];
  /** By slot, as `workers/0`. */
  readonly nodes: readonly string[];
}

const roles = ['control-plane', 'worker'] as const;

/** Phases that hooks can enclose: those in which a replica is under load. */
export const hookedPhases = ['baseline', 'upgrade', 'recovery'] as const;

/** The places of hooks, from the outermost to the innermost. */
export const hookPlaces = {
  run: { isInRoll: false, names: () => null },
  phase: { isInRoll: false, names: () => hookedPhases },
  role: { isInRoll: true, names: () => roles },
  pool: { isInRoll: true, names: ({ pools }) => pools },
  node: { isInRoll: true, names: ({ pools, nodes }) => [...roles, ...pools, ...nodes] },
} as const satisfies Record<string, PlaceTraits>;

export type HookPlace = keyof typeof hookPlaces;

/** What a setting may say where a hook runs. */
export const hookPlaceNames = Object.keys(hookPlaces) as [HookPlace, ...HookPlace[]];
