import type {
  V1Deployment,
  V1Namespace,
  V1PodDisruptionBudget,
  V1Secret,
  V1Service,
  V1TopologySpreadConstraint,
} from '@kubernetes/client-node';
import type { Certificate } from '../kube/certificates.ts';
import type { WorkloadSpec } from '../scenario/scenario.ts';
import { appLabels, runLabels } from './labels.ts';
import { restrictedPod } from './restricted.ts';
import { type PortName, ports, seconds, secretName, webContainer } from './web-container.ts';

/** Namespace and name of the web service. */
export const web = { namespace: 'rehearse', deployment: 'web', service: 'web' } as const;

export const noExtra: ExtraPorts = { h2c: false, tls: null };

export interface WebOptions {
  readonly spec: WorkloadSpec;
  readonly image: string;
  readonly runId: string;
  /** HTTP/1.1 alone by default. */
  readonly ports?: ExtraPorts;
  /** Annotations of a Service of type LoadBalancer; null or absent: one with node ports alone. */
  readonly balancer?: Readonly<Record<string, string>> | null;
}

/** Protocols of the service in addition to HTTP/1.1. */
export interface ExtraPorts {
  /** HTTP/2 without TLS. */
  readonly h2c: boolean;
  /** HTTP/1.1 and HTTP/2 over TLS, with this certificate; null: no TLS. */
  readonly tls: Certificate | null;
}

export interface WebManifests {
  readonly namespace: V1Namespace;
  /** Secret of its certificate; null without TLS. */
  readonly secret: V1Secret | null;
  readonly service: V1Service;
  /** Null if the scenario omits it. */
  readonly budget: V1PodDisruptionBudget | null;
  readonly deployment: V1Deployment;
}

/** The web service as a cluster's operators would run it, or as badly as the scenario specifies. */
export function webManifests({
  spec,
  image,
  runId,
  ports: extra = noExtra,
  balancer = null,
}: WebOptions): WebManifests {
  const offered: readonly PortName[] = [
    'http',
    ...(extra.h2c ? (['h2c'] as const) : []),
    ...(extra.tls ? (['https'] as const) : []),
  ];
  const selector = appLabels(web.deployment);
  const labels = { ...runLabels(runId), ...selector };
  const metadata = { name: web.deployment, namespace: web.namespace, labels };
  return {
    namespace: {
      metadata: {
        name: web.namespace,
        labels: { ...runLabels(runId), 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    },
    secret: extra.tls && {
      metadata: { ...metadata, name: secretName },
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': base64(extra.tls.cert), 'tls.key': base64(extra.tls.key) },
    },
    service: {
      metadata: { ...metadata, name: web.service, ...(balancer !== null && { annotations: balancer }) },
      spec: {
        type: balancer === null ? 'NodePort' : 'LoadBalancer',
        externalTrafficPolicy: 'Cluster',
        selector,
        ports: offered.map((name) => ({ name, port: ports[name][1], targetPort: name })),
      },
    },
    budget: spec.budget && {
      metadata,
      spec: { minAvailable: spec.budget.minAvailable, selector: { matchLabels: selector } },
    },
    deployment: {
      metadata,
      spec: {
        replicas: spec.replicas,
        selector: { matchLabels: selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: seconds(spec.terminationGraceMs),
            securityContext: restrictedPod,
            containers: [webContainer(spec, image, offered)],
            ...(spec.spread && { topologySpreadConstraints: [overHosts(selector)] }),
          },
        },
      },
    },
  };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/**
 * A preference and not a requirement. With DoNotSchedule a cordoned node still counts as having room: a pod
 * evicted from it stays pending, the budget is used up, and the drain waits forever.
 */
function overHosts(matchLabels: Record<string, string>): V1TopologySpreadConstraint {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  };
}
