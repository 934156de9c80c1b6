import type { FrontDoorRoute, FrontDoorSpec } from '../../cluster.ts';
import { frontDoorSettings } from '../../front-door-settings.ts';
import { logFormat, uncheckedSuffix } from './log.ts';

/** A name and an IPv4 address on the cluster's network. */
export interface Backend {
  readonly name: string;
  readonly address: string;
}

/** Where HAProxy listens inside its container: the control lane first, then each target in the order of the routes. */
export const controlPort = 20_000;
export const targetPort = (index: number): number => controlPort + 1 + index;

/** The web container's own port. */
const webPort = 8080;

const nodeProxyPort = 10_256;

/** Each needs two file descriptors. Above the container's limit HAProxy refuses to start. */
export const maxConnections = 8_000;

/**
 * A proxy that hides nothing: TCP mode, one attempt per connection, no pooled connection to a server. It cuts
 * no request short either: an idle connection lives for an hour, longer than any client waits.
 */
export function haproxyConfig(spec: FrontDoorSpec, workers: readonly Backend[], control: Backend): string {
  const { healthCheck: check } = spec;
  const checkWords = (healthPort: number) =>
    check.of === 'none'
      ? ''
      : ` check${check.of === 'node-proxy' ? ` port ${healthPort}` : ''} inter ${check.everyMs}ms rise ${check.rise} fall ${check.fall}`;
  const checkLines =
    check.of === 'node-proxy'
      ? ['  option httpchk', '  http-check send meth GET uri /healthz', '  http-check expect status 200']
      : [];
  const failsOpen = check.of !== 'none' && spec.allUnhealthy === 'route-to-all';
  const target = ({ target: name, nodePort, healthCheckNodePort }: FrontDoorRoute, index: number) => [
    '',
    `frontend target-${name}`,
    `  bind :${targetPort(index)}`,
    `  default_backend target-${name}`,
    '',
    `backend target-${name}`,
    '  balance roundrobin',
    ...checkLines,
    ...workers.map(
      (worker) =>
        `  server ${worker.name} ${worker.address}:${nodePort}${checkWords(healthCheckNodePort ?? nodeProxyPort)}`,
    ),
    ...(failsOpen ? uncheckedServers(workers, nodePort) : []),
  ];
  return [
    'global',
    '  log stdout format raw local0 info',
    `  maxconn ${maxConnections}`,
    '',
    'defaults',
    '  mode tcp',
    '  log global',
    '  option dontlog-normal',
    `  log-format ${logFormat}`,
    `  maxconn ${maxConnections}`,
    '  retries 0',
    `  timeout connect ${spec.connectTimeoutMs}ms`,
    `  timeout check ${check.timeoutMs}ms`,
    '  timeout client 1h',
    '  timeout server 1h',
    '  timeout client-fin 1m',
    '  timeout server-fin 1m',
    '',
    'frontend control',
    `  bind :${controlPort}`,
    '  default_backend control',
    '',
    'backend control',
    `  server ${control.name} ${control.address}:${webPort}`,
    ...spec.routes.flatMap(target),
    '',
  ].join('\n');
}

/** Servers without a health check, used in turn while every checked server is down. */
const uncheckedServers = (workers: readonly Backend[], nodePort: number): readonly string[] => [
  '  option allbackups',
  ...workers.map(
    (worker) => `  server ${worker.name}${uncheckedSuffix} ${worker.address}:${nodePort} backup`,
  ),
];

/** Its settings in one line for the report. */
export const describeSettings = (spec: FrontDoorSpec): string =>
  frontDoorSettings('HAProxy, TCP mode, balance roundrobin', spec, 'idle time-out 1 h');
