import { duration } from '../format/durations.ts';
import type { FrontDoorPolicy } from '../scenario/scenario.ts';
import type { FrontDoorSpec } from './front-door.ts';

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
  { healthCheck, connectTimeoutMs, allUnhealthy, routes }: Omit<FrontDoorSpec, 'controlImage'>,
  idle: string,
): string {
  const { of, everyMs, timeoutMs, rise, fall } = healthCheck;
  const check =
    of === 'none'
      ? asked.none
      : `${asked[of]}${of === 'node-proxy' ? localRoutes(routes) : ''} every ${duration(everyMs)}, time-out ${duration(timeoutMs)}, rise ${rise}, fall ${fall}, ${whenAllAreUnhealthy[allUnhealthy]}`;
  return `${proxy} over every worker's NodePort, no retries, no redispatch, health check: ${check}, connect time-out ${duration(connectTimeoutMs)}, ${idle}`;
}

/** Targets whose check looks for a ready pod on the node. */
function localRoutes(routes: FrontDoorSpec['routes']): string {
  const local = routes.filter(({ healthCheckNodePort }) => healthCheckNodePort !== null);
  return local.length === 0
    ? ''
    : ` (of ${local.map(({ target }) => target).join(', ')}: the Service's healthCheckNodePort)`;
}
