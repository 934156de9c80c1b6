import type { V1Container, V1EnvVar, V1Probe } from '@kubernetes/client-node';
import { exitMarginMs } from '../scenario/builtin.ts';
import type { WorkloadSpec } from '../scenario/scenario.ts';
import { restrictedContainer } from './restricted.ts';

/** Of the container, by name, and of the Service. */
export const ports = { http: [8080, 80], h2c: [8081, 81], https: [8443, 443] } as const;
export type PortName = keyof typeof ports;

export const secretName = 'web-tls';

export function webContainer(spec: WorkloadSpec, image: string, offered: readonly PortName[]): V1Container {
  return {
    name: 'web',
    image,
    // It was loaded onto the nodes. An image of the same name in a registry would be different.
    imagePullPolicy: 'Never',
    env: [...environment(spec), ...offered.flatMap((name) => portVariables[name])],
    ports: offered.map((name) => ({ name, containerPort: ports[name][0] })),
    // No CPU limit: throttling would appear in the latency and look like an effect of the upgrade.
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
    // Its own address and not all, because embedded pods share the loopback device.
    { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'WORK_US', value: String(spec.workUs) },
    { name: 'STARTUP_MS', value: String(spec.startupMs) },
    { name: 'ON_SIGTERM', value: spec.onSigterm },
    { name: 'GRACE_MS', value: String(Math.max(0, graceMs)) },
  ];
}

const ofSecret = (key: string) => ({ valueFrom: { secretKeyRef: { name: secretName, key } } });

/** Settings that make the service listen on each. */
const portVariables: Readonly<Record<PortName, readonly V1EnvVar[]>> = {
  http: [{ name: 'PORT', value: String(ports.http[0]) }],
  h2c: [{ name: 'H2C_PORT', value: String(ports.h2c[0]) }],
  https: [
    { name: 'TLS_PORT', value: String(ports.https[0]) },
    { name: 'TLS_CERT', ...ofSecret('tls.crt') },
    { name: 'TLS_KEY', ...ofSecret('tls.key') },
  ],
};

/**
 * A slow start delays the liveness probe instead of using a startup probe. Until a startup probe passes the
 * pod is not ready, which would hide the harm of a missing readiness probe.
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

/** Kubernetes counts these in whole seconds: rounded up. */
export function seconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}
