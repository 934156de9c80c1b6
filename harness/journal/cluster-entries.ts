import type { NodeRef, Slot } from '../scenario/scenario.ts';
import type { Action } from './actions.ts';
import type { Rolling } from './roll-entries.ts';
import type { Edge, Outcome } from './run-entries.ts';
import type { BudgetState, EndpointState, NodeState, PodState, RolloutState } from './states.ts';

/** What a roller is about to do, or has done. */
export interface Intent {
  /** Index of the step in this roll, from 0. */
  readonly step: number;
  /** Which repetition of the roll, from 0. */
  readonly repeat: number;
  readonly node: string;
  readonly slot: Slot;
  /** Steps with the same one, counted from 0 in this roll, go side by side; left out: the step goes alone. */
  readonly group?: number;
  readonly action: Action;
  readonly edge: Edge;
  readonly outcome?: Outcome;
  /** At the end of `provision`: the new machine in one of the pool's slots. */
  readonly provisioned?: NodeRef;
  /** Detail for users: the budget that blocked, kubeadm's output, the validation that failed. */
  readonly detail?: string;
}

/** The source of a time: the API's own watch or list, this tool's intent, or a line of the tool that rolls. */
export type KnownFrom = 'api' | 'intent' | 'tool';

export type Resource =
  | 'nodes'
  | 'pods'
  | 'endpointslices'
  | 'daemonsets'
  | 'deployments'
  | 'statefulsets'
  | 'events';

export type Change = 'added' | 'modified' | 'deleted';

/** A Deployment, DaemonSet or StatefulSet. */
export type RolloutRef = Pick<RolloutState, 'kind' | 'namespace' | 'name'>;

/** Journal entries about the cluster: actions on it, and observations of it. */
export type ClusterEntry =
  /** The replica's nodes as created, and the addresses of its API and front door. */
  | {
      readonly type: 'cluster';
      readonly name: string;
      readonly nodes: readonly NodeRef[];
      readonly apiServers: readonly string[];
      /** Left out: by nodes. */
      readonly rolling?: Rolling;
      /** Which roll of a repeated one, from 0, where its steps are inferred; left out: the first. */
      readonly repeat?: number;
    }
  | ({ readonly type: 'intent' } & Intent)
  /**
   * An eviction: `blocked` by a budget, `refused` with any other answer, `timed-out` for a pod that outlives its drain;
   * written as it happens.
   */
  | {
      readonly type: 'eviction';
      readonly step: number;
      readonly namespace: string;
      readonly pod: string;
      /** The pod's uid. */
      readonly uid: string;
      readonly node: string;
      readonly result: 'accepted' | 'blocked' | 'refused' | 'gone' | 'deleted' | 'timed-out';
      readonly detail?: string;
    }
  /**
   * Why an eviction has been blocked or refused for some seconds. Written again when that has changed, at most every
   * half minute for one pod.
   */
  | {
      readonly type: 'eviction-held';
      readonly step: number;
      readonly namespace: string;
      readonly pod: string;
      /** The pod's uid. */
      readonly uid: string;
      readonly node: string;
      /** When it was first blocked or refused, in microseconds since the run's start. */
      readonly sinceUs: number;
      /** The budgets that have the pod. */
      readonly budgets: readonly BudgetState[];
      /** Why pods of its namespace are not ready, as text; the successor of an evicted one is among them. */
      readonly reasons: readonly string[];
    }
  | { readonly type: 'node'; readonly change: Change; readonly node: NodeState }
  | { readonly type: 'pod'; readonly change: Change; readonly pod: PodState }
  | {
      readonly type: 'endpoints';
      readonly namespace: string;
      readonly service: string;
      readonly slice: string;
      readonly change: Change;
      readonly endpoints: readonly EndpointState[];
    }
  | { readonly type: 'rollout'; readonly change: Change; readonly rollout: RolloutState }
  | {
      readonly type: 'event';
      readonly namespace: string;
      readonly reason: string;
      readonly message: string;
      readonly object: string;
      readonly node: string | null;
      readonly count: number;
      /** Uid of that object; absent if the event has none. */
      readonly uid?: string;
      /** Absent for a Normal event. */
      readonly warning?: true;
    }
  /**
   * A new list has been read: objects that it lacks are gone. Its changes precede it as
   * `added`/`modified`/`deleted` records.
   */
  | {
      readonly type: 'list';
      readonly resource: Resource;
      readonly beganUs: number;
      readonly items: number;
      readonly purpose: 'watch' | 'gate' | 'addons' | 'steady';
    }
  /** One watch is blind: between `begin` and `end` the absence of a record proves nothing. */
  | { readonly type: 'blind'; readonly resource: Resource; readonly edge: Edge; readonly why: string }
  /** One validation of a gate (or of the add-ons, or of the steady state), with everything that did not hold. */
  | {
      readonly type: 'validation';
      readonly step: number | null;
      readonly ok: boolean;
      readonly inARow: number;
      readonly unmet: readonly string[];
      /** Why pods are not ready, as text; absent if unknown. */
      readonly reasons?: readonly string[];
    }
  /**
   * An inventory of the cluster: before the baseline, and after the roll. `expected` are the images that this
   * version's kubeadm names.
   */
  | {
      readonly type: 'inventory';
      readonly when: 'before' | 'after';
      readonly version: string;
      readonly nodes: readonly NodeState[];
      readonly pods: readonly PodState[];
      readonly expected: readonly string[];
    }
  /**
   * The objects that must be rolled out for the workload to be ready, and the Service that gets each target's
   * load. Written before any of them is observed.
   */
  | {
      readonly type: 'workload';
      readonly rollouts: readonly RolloutRef[];
      readonly targets: readonly {
        readonly name: string;
        readonly namespace: string;
        readonly service: string;
      }[];
    }
  | { readonly type: 'staged'; readonly node: string; readonly version: string; readonly images: number };
