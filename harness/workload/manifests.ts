import type {
  V1Container,
  V1Deployment,
  V1EnvVar,
  V1Namespace,
  V1PodDisruptionBudget,
  V1Probe,
  V1Secret,
  V1Service,
  V1TopologySpreadConstraint,
} from '@kubernetes/client-node';
import type { Certificate } from '../kube/certificates.ts';
import { exitMarginMs } from '../scenario/builtin.ts';
import type { WorkloadSpec } from '../scenario/scenario.ts';
import { appLabels, runLabels } from './labels.ts';
import { restrictedContainer, restrictedPod } from './restricted.ts';

/** Where the web service is, by name. */
export const web = { namespace: 'rehearse', deployment: 'web', service: 'web' } as const;

export const noExtra: ExtraPorts = { h2c: false, tls: null };

/** Of the container, by name, and of the Service. */
const ports = { http: [8080, 80], h2c: [8081, 81], https: [8443, 443] } as const;
type PortName = keyof typeof ports;

const secretName = 'web-tls';

export interface WebOptions {
  readonly spec: WorkloadSpec;
  readonly image: string;
  readonly runId: string;
  /** HTTP/1.1 alone by default. */
  readonly ports?: ExtraPorts;
}

/** What the service offers besides HTTP/1.1. */
export interface ExtraPorts {
  /** HTTP/2 without TLS. */
  readonly h2c: boolean;
  /** HTTP/1.1 and HTTP/2 over TLS, with this certificate; null leaves it out. */
  readonly tls: Certificate | null;
}

export interface WebManifests {
  readonly namespace: V1Namespace;
  /** Of its certificate; null without TLS. */
  readonly secret: V1Secret | null;
  readonly service: V1Service;
  /** Null where the scenario leaves it out. */
  readonly budget: V1PodDisruptionBudget | null;
  readonly deployment: V1Deployment;
}

/** The web service as a cluster's operators would run it, or as badly as the scenario asks. */
export function webManifests({ spec, image, runId, ports: extra = noExtra }: WebOptions): WebManifests {
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
      metadata: { ...metadata, name: web.service },
      spec: {
        type: 'NodePort',
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

function webContainer(spec: WorkloadSpec, image: string, offered: readonly PortName[]): V1Container {
  return {
    name: 'web',
    image,
    // It was loaded onto the nodes. A registry that has something of that name has something else.
    imagePullPolicy: 'Never',
    env: [...environment(spec), ...offered.flatMap((name) => portVariables[name])],
    ports: offered.map((name) => ({ name, containerPort: ports[name][0] })),
    // No limit of CPU: throttling would show in the latency and look like the upgrade's doing.
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    securityContext: restrictedContainer,
    ...probes(spec),
    // The kubelet itself sleeps (on by default since 1.30), so the image needs no program for it.
    ...(spec.preStopMs > 0 && { lifecycle: { preStop: { sleep: { seconds: seconds(spec.preStopMs) } } } }),
  };
}

function environment(spec: WorkloadSpec): V1EnvVar[] {
  const graceMs = (seconds(spec.terminationGraceMs) - seconds(spec.preStopMs)) * 1_000 - exitMarginMs;
  return [
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    // Its own address and not all: embedded pods share the loopback device.
    { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'WORK_US', value: String(spec.workUs) },
    { name: 'STARTUP_MS', value: String(spec.startupMs) },
    { name: 'ON_SIGTERM', value: spec.onSigterm },
    { name: 'GRACE_MS', value: String(Math.max(0, graceMs)) },
  ];
}

const ofSecret = (key: string) => ({ valueFrom: { secretKeyRef: { name: secretName, key } } });

/** What makes the service listen on each. */
const portVariables: Readonly<Record<PortName, readonly V1EnvVar[]>> = {
  http: [{ name: 'PORT', value: String(ports.http[0]) }],
  h2c: [{ name: 'H2C_PORT', value: String(ports.h2c[0]) }],
  https: [
    { name: 'TLS_PORT', value: String(ports.https[0]) },
    { name: 'TLS_CERT', ...ofSecret('tls.crt') },
    { name: 'TLS_KEY', ...ofSecret('tls.key') },
  ],
};

const base64 = (text: string) => Buffer.from(text).toString('base64');

/**
 * A slow start delays the liveness probe, and no startup probe is used: until one passes, the pod is not ready,
 * and a service without a readiness probe would be spared the harm that its lack does.
 */
function probes(spec: WorkloadSpec): { livenessProbe: V1Probe; readinessProbe?: V1Probe } {
  const livenessProbe: V1Probe = {
    httpGet: { path: '/healthz', port: 'http' },
    initialDelaySeconds: seconds(spec.startupMs),
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  };
  if (!spec.readinessProbe) return { livenessProbe };
  return {
    livenessProbe,
    readinessProbe: {
      httpGet: { path: '/readyz', port: 'http' },
      periodSeconds: 2,
      timeoutSeconds: 2,
      failureThreshold: 3,
    },
  };
}

/**
 * A wish and not a condition. With DoNotSchedule a cordoned node still counts as one with room: what was evicted
 * from it stays pending, the budget is used up, and the drain waits for ever.
 */
function overHosts(matchLabels: Record<string, string>): V1TopologySpreadConstraint {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  };
}

/** Kubernetes counts these in whole seconds: never less than asked for. */
function seconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}
