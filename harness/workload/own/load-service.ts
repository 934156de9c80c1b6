import { RehearsalError } from '../../errors.ts';
import type { Kube } from '../../kube/connect.ts';
import { createObject } from '../../kube/create-object.ts';
import {
  findPort,
  getSelector,
  type ServiceObject,
  serviceIn,
  topologyAnnotations,
} from '../../scenario/manifests/services.ts';
import { getNamespace, type PlacedObject } from '../../scenario/manifests.ts';
import type { TargetSpec } from '../../scenario/scenario.ts';
import { runLabels } from '../labels.ts';
import { countPods, makersBehind } from '../pods-behind.ts';
import type { ServedTarget } from '../served.ts';
import { createRefusal, createRefusedError } from './refusal.ts';

const services = { root: '/api/v1', plural: 'services', namespaced: true };

export interface LoadServiceOptions {
  readonly kube: Kube;
  readonly objects: readonly PlacedObject[];
  /** Workers of the cluster: a DaemonSet has a pod on each. */
  readonly workers: number;
  readonly runId: string;
  /** Annotations of a Service that a load balancer of the cloud is wanted for; null or absent: node ports alone. */
  readonly balancer?: Readonly<Record<string, string>> | null;
  readonly signal: AbortSignal;
}

/**
 * Creates the Service with node ports for a target's load: with the selector and the port of the target's Service,
 * which stays as written.
 * @throws RehearsalError `manifests-refused`, `name-occupied`; network errors; the signal's reason when aborted
 */
export async function openTarget(target: TargetSpec, options: LoadServiceOptions): Promise<ServedTarget> {
  const { kube, objects, workers, runId, balancer = null, signal } = options;
  const placed = findService(target, objects);
  const service: ServiceObject = placed.object;
  const namespace = getNamespace(service);
  const name = `rehearse-${target.name}`;
  const body = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace,
      labels: runLabels(runId),
      annotations: { ...copiedAnnotations(service), ...balancer },
    },
    spec: specFor(service, target, balancer !== null),
  };
  const { body: created } = await createObject(kube, services, body, { namespace, signal }).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      throw createRefusedError([createRefusal({ ...placed, object: body }, error)]);
    },
  );
  const { ports, healthCheckNodePort = null } = (created as CreatedService).spec ?? {};
  const nodePort = ports?.[0]?.nodePort;
  if (nodePort === undefined)
    throw new RehearsalError('never-steady', `Service ${namespace}/${name} was given no NodePort.`);
  const makers = makersBehind(
    service,
    objects.map(({ object }) => object),
  );
  return {
    ...{ name: target.name, namespace, service: name, port: target.service?.port ?? 0 },
    ...{ nodePort, healthCheckNodePort, otherPorts: [] },
    makers: makers.map(({ kind, metadata }) => ({ kind, namespace, name: metadata.name })),
    replicas: countPods(makers, workers),
  };
}

function findService({ name, service }: TargetSpec, objects: readonly PlacedObject[]): PlacedObject {
  const found = service && serviceIn(objects, service);
  if (!found) throw new RehearsalError('harness-failed', `target ${name} has no Service`);
  return found;
}

/** Settings that affect to which pods a Service's connections go. */
const copied = [
  'publishNotReadyAddresses',
  'sessionAffinity',
  'sessionAffinityConfig',
  'internalTrafficPolicy',
  'trafficDistribution',
] as const;

/**
 * A load balancer controller ignores a Service with another class than its own, so the load's Service gets no
 * load balancer unless one is wanted.
 */
const loadBalancerClass = 'k8s-rehearse/front-door';

function specFor(service: ServiceObject, target: TargetSpec, balanced: boolean): object {
  const port = target.service?.port ?? 0;
  const { targetPort, appProtocol } = findPort(service, port) ?? {};
  const { spec = {} } = service;
  const local = spec.externalTrafficPolicy === 'Local';
  const settings = copied.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field]]);
  return {
    ...Object.fromEntries(settings),
    // Only type LoadBalancer has the health check port, which shows which nodes have a pod.
    type: local || balanced ? 'LoadBalancer' : 'NodePort',
    ...(local && !balanced && { loadBalancerClass }),
    externalTrafficPolicy: local ? 'Local' : 'Cluster',
    selector: getSelector(service),
    ports: [
      {
        port,
        ...(targetPort !== undefined && { targetPort }),
        ...(appProtocol !== undefined && { appProtocol }),
      },
    ],
  };
}

const copiedAnnotations = ({ metadata }: ServiceObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([name]) =>
      topologyAnnotations.some((annotation) => annotation === name),
    ),
  );

interface CreatedService {
  readonly spec?: {
    readonly ports?: readonly { readonly nodePort?: number }[];
    readonly healthCheckNodePort?: number;
  };
}
