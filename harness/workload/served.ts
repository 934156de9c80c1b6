import { RehearsalError } from '../errors.ts';
import type { RolloutRef } from '../journal/records.ts';
import type { TargetSpec } from '../scenario/scenario.ts';
import type { Deployed } from './deploy.ts';

/** What the workload consists of, and where load goes. Nothing of it need be ready yet. */
export interface Served {
  /** What must be rolled out for the workload to be ready. */
  readonly rollouts: readonly RolloutRef[];
  /** In the order of the scenario. */
  readonly targets: readonly ServedTarget[];
}

export interface ServedTarget {
  readonly name: string;
  readonly namespace: string;
  /** The Service that load goes to. */
  readonly service: string;
  /** Of the Service, on every node. */
  readonly nodePort: number;
  /** How many pods are behind it, as far as the manifests say. */
  readonly replicas: number;
}

/** The built-in service, which every target asks. */
export function servedByWeb(
  { namespace, deployment, service, nodePort }: Deployed,
  targets: readonly TargetSpec[],
  replicas: number,
): Served {
  if (nodePort === null) throw new RehearsalError('harness-failed', 'the built-in service is not deployed');
  return {
    rollouts: [{ kind: 'Deployment', namespace, name: deployment }],
    targets: targets.map(({ name }) => ({ name, namespace, service, nodePort, replicas })),
  };
}
