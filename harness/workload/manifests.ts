import type {
  V1Container,
  V1Deployment,
  V1EnvVar,
  V1Namespace,
  V1PodDisruptionBudget,
  V1Probe,
  V1Service,
  V1TopologySpreadConstraint,
} from '@kubernetes/client-node';
import type { WorkloadSpec } from '../scenario/scenario.ts';
import { appLabels, runLabels } from './labels.ts';
import { restrictedContainer, restrictedPod } from './restricted.ts';

/** Where the web service is, by name. */
export const web = { namespace: 'rehearse', deployment: 'web', service: 'web' } as const;

/** Of the container. The Service's own port is 80. */
const port = 8080;

/** Left of the termination grace for the process to end by itself, before the kubelet kills it. */
const exitMarginMs = 1_000;

export interface WebOptions {
  readonly spec: WorkloadSpec;
  readonly image: string;
  readonly runId: string;
}

export interface WebManifests {
  readonly namespace: V1Namespace;
  readonly service: V1Service;
  /** Null where the scenario leaves it out. */
  readonly budget: V1PodDisruptionBudget | null;
  readonly deployment: V1Deployment;
}

/** The web service as a cluster's operators would run it, or as badly as the scenario asks. */
export function webManifests({ spec, image, runId }: WebOptions): WebManifests {
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
    service: {
      metadata: { ...metadata, name: web.service },
      spec: {
        type: 'NodePort',
        externalTrafficPolicy: 'Cluster',
        selector,
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
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
            containers: [webContainer(spec, image)],
            ...(spec.spread && { topologySpreadConstraints: [overHosts(selector)] }),
          },
        },
      },
    },
  };
}

function webContainer(spec: WorkloadSpec, image: string): V1Container {
  return {
    name: 'web',
    image,
    // It was loaded onto the nodes. A registry that has something of that name has something else.
    imagePullPolicy: 'Never',
    env: environment(spec),
    ports: [{ name: 'http', containerPort: port }],
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
    { name: 'PORT', value: String(port) },
    { name: 'WORK_US', value: String(spec.workUs) },
    { name: 'STARTUP_MS', value: String(spec.startupMs) },
    { name: 'ON_SIGTERM', value: spec.onSigterm },
    { name: 'GRACE_MS', value: String(Math.max(0, graceMs)) },
  ];
}

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
