import type { FrontDoorRoute } from '../clusters/front-door.ts';
import { RehearsalError } from '../errors.ts';
import type { RolloutRef } from '../journal/records.ts';
import type { PodMaker } from '../scenario/manifests/pod-templates.ts';
import type { LaneSpec, TargetSpec } from '../scenario/scenario.ts';
import type { DeployedWorkload } from './deploy.ts';
import { choosePort, type OtherPort } from './other-port.ts';

/** The parts of the workload, and the targets of load. None of them need be ready yet. */
export interface ServedWorkload {
  /** Workloads that must be rolled out for it to be ready. */
  readonly rollouts: readonly RolloutRef[];
  /** In the order of the scenario. */
  readonly targets: readonly ServedTarget[];
}

export interface ServedTarget {
  readonly name: string;
  readonly namespace: string;
  /** The Service that load goes to, and its port. */
  readonly service: string;
  readonly port: number;
  /** Of the Service, on every node. */
  readonly nodePort: number;
  /** Reports, on every node, whether that node has a ready pod; null: load may be sent to any node. */
  readonly healthCheckNodePort: number | null;
  readonly otherPorts: readonly OtherPort[];
  /** The owners of its pods, as far as the manifests show. */
  readonly makers: readonly PodMaker[];
  /** How many pods are behind it, as far as the manifests show. */
  readonly replicas: number;
}

/** The built-in service, which every target uses. */
export function servedByWeb(
  { namespace, deployment, service, port, nodePort, otherPorts }: DeployedWorkload,
  targets: readonly TargetSpec[],
  replicas: number,
): ServedWorkload {
  if (nodePort === null) throw new RehearsalError('harness-failed', 'the built-in service is not deployed');
  const rollout = { kind: 'Deployment', namespace, name: deployment } as const;
  return {
    rollouts: [rollout],
    targets: targets.map(({ name }) => ({
      ...{ name, namespace, service, port, nodePort, otherPorts, replicas },
      makers: [rollout],
      healthCheckNodePort: null,
    })),
  };
}

/** The front door's routes to a target: by its name, and for the others by its name and port. */
export function listRoutes({
  name,
  namespace,
  service,
  port,
  nodePort,
  healthCheckNodePort,
  otherPorts,
}: Omit<ServedTarget, 'makers' | 'replicas'>): readonly FrontDoorRoute[] {
  const createRoute = (target: string, servicePort: number, nodePort: number): FrontDoorRoute => ({
    ...{ target, nodePort, healthCheckNodePort },
    service: { namespace, name: service, port: servicePort },
  });
  const others = otherPorts.map((other) =>
    createRoute(`${name}.${other.port}`, other.servicePort, other.nodePort),
  );
  return [createRoute(name, port, nodePort), ...others];
}

/** The route of a lane: a target with HTTP/2 at its only port has no other for it. */
export function chooseRoute(
  { name, otherPorts }: Pick<ServedTarget, 'name' | 'otherPorts'>,
  lane: Pick<LaneSpec, 'protocol' | 'tls'>,
): string {
  const wanted = choosePort(lane);
  return otherPorts.some(({ port }) => port === wanted) ? `${name}.${wanted}` : name;
}
