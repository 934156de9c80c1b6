import { duration } from '../format/durations.ts';
import type { DeregistrationPolicy, FrontDoorPolicy } from '../scenario/scenario.ts';
import type { FrontDoor, FrontDoorSpec } from './front-door.ts';

const asked: Readonly<Record<FrontDoorPolicy['healthCheck']['of'], string>> = {
  'node-proxy': "kube-proxy's /healthz on 10256",
  service: 'TCP connect to the NodePort',
  none: 'none',
};

const whenAllAreUnhealthy: Readonly<Record<FrontDoorPolicy['allUnhealthy'], string>> = {
  'route-to-all': 'routes to all while every worker is unhealthy',
  refuse: 'refuses connections while every worker is unhealthy',
};

/**
 * The front door's settings that hide or show failures, in one line for the report.
 * @param proxy its name
 * @param idle what it does with a connection without traffic
 */
export function frontDoorSettings(
  proxy: string,
  spec: Omit<FrontDoorSpec, 'controlImage'>,
  idle: string,
): string {
  const { healthCheck, connectTimeoutMs, allUnhealthy, routes, deregistration } = spec;
  const { of, everyMs, timeoutMs, rise, fall } = healthCheck;
  const check =
    of === 'none'
      ? asked.none
      : `${asked[of]}${of === 'node-proxy' ? localRoutes(routes) : ''} every ${duration(everyMs)}, time-out ${duration(timeoutMs)}, rise ${rise}, fall ${fall}, ${whenAllAreUnhealthy[allUnhealthy]}`;
  return `${proxy} over every worker's NodePort, no retries, no redispatch, health check: ${check}, connect time-out ${duration(connectTimeoutMs)}, ${idle}${describeDeregistration(deregistration)}`;
}

/** Nothing where a node leaves at once. */
function describeDeregistration({ lagMs, drainDelayMs }: DeregistrationPolicy): string {
  const parts = [
    ...(lagMs > 0 ? [`still gets new connections for ${duration(lagMs)}`] : []),
    ...(drainDelayMs === null ? [] : [`loses its established ones after ${duration(drainDelayMs)}`]),
  ];
  return parts.length === 0 ? '' : `, a worker that leaves ${parts.join(' and ')}`;
}

/** A front door's claims, with what a verdict says where it imitates the deregistration of another one. */
export function addDeregistrationClaims(
  claims: FrontDoor['claims'],
  { lagMs, drainDelayMs }: DeregistrationPolicy,
): FrontDoor['claims'] {
  if (lagMs === 0 && drainDelayMs === null) return claims;
  const delay = drainDelayMs === null ? 'none' : duration(drainDelayMs);
  return {
    covers: [
      ...(claims?.covers ?? []),
      `a load balancer that is slow to leave out a node: lag ${duration(lagMs)}, drain delay ${delay}, as the scenario says`,
    ],
    notCovered: [
      ...(claims?.notCovered ?? []),
      "production's own load balancer: whether its lag and its drain delay are those of the scenario was not measured",
    ],
  };
}

/** Targets whose check looks for a ready pod on the node. */
function localRoutes(routes: FrontDoorSpec['routes']): string {
  const local = routes.filter(({ healthCheckNodePort }) => healthCheckNodePort !== null);
  return local.length === 0
    ? ''
    : ` (of ${local.map(({ target }) => target).join(', ')}: the Service's healthCheckNodePort)`;
}
