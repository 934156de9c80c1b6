import type { FrontDoorRoute, FrontDoorSpec } from '../../front-door.ts';
import { frontDoorSettings } from '../../front-door-settings.ts';
import { logFormat, uncheckedSuffix } from './log.ts';

/** A name and an IPv4 address that the proxy reaches. */
export interface NamedAddress {
  readonly name: string;
  readonly address: string;
  /** The only target that it serves; absent: it serves all of them. */
  readonly target?: string;
}

/** Where something listens. An empty address is every address of its network. */
export interface Address {
  readonly address: string;
  readonly port: number;
}

/** Where the proxy listens, by what is behind it: targets in the order of the routes. */
export interface Listeners {
  readonly control: Address;
  /** The CLI of the master process, where one is asked for: see `haproxyArguments`. */
  readonly cli: Address;
  readonly targets: readonly Address[];
}

/** Where kube-proxy answers about its health. */
export const nodeProxyPort = 10_256;

/** Each needs two file descriptors. Above the container's limit HAProxy refuses to start. */
export const maxConnections = 8_000;

/**
 * A proxy that hides nothing: TCP mode, one attempt per connection, no pooled connection to a server. It cuts
 * no request short either: an idle connection lives for an hour, longer than any client waits.
 */
export function haproxyConfig(
  spec: FrontDoorSpec,
  listeners: Listeners,
  workers: readonly NamedAddress[],
  control: Address,
): string {
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
  const target = ({ target: name, nodePort, healthCheckNodePort }: FrontDoorRoute, listener: Address) => {
    const servers = workers.filter(({ target = name }) => target === name);
    return [
      '',
      `frontend target-${name}`,
      `  bind ${at(listener)}`,
      `  default_backend target-${name}`,
      '',
      `backend target-${name}`,
      '  balance roundrobin',
      ...checkLines,
      ...servers.map(
        ({ name, address }) =>
          `  server ${name} ${address}:${nodePort}${checkWords(healthCheckNodePort ?? nodeProxyPort)}`,
      ),
      ...(failsOpen ? uncheckedServers(servers, nodePort) : []),
    ];
  };
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
    `  bind ${at(listeners.control)}`,
    '  default_backend control',
    '',
    'backend control',
    `  server control ${at(control)}`,
    ...listeners.targets.flatMap((listener, index) => {
      const route = spec.routes[index];
      return route === undefined ? [] : target(route, listener);
    }),
    '',
  ].join('\n');
}

/** Arguments of `haproxy`: in the foreground, reloaded by a signal, with a CLI for every worker process if one is needed. */
export const haproxyArguments = (configPath: string, cli: Address | null): readonly string[] => [
  ...['-W', '-db', '-f', configPath],
  ...(cli === null ? [] : ['-S', `${cli.address === '' ? '*' : cli.address}:${cli.port}`]),
];

const at = ({ address, port }: Address): string => `${address}:${port}`;

/** Servers without a health check, used in turn while every checked server is down. */
const uncheckedServers = (workers: readonly NamedAddress[], nodePort: number): readonly string[] => [
  '  option allbackups',
  ...workers.map(
    (worker) => `  server ${worker.name}${uncheckedSuffix} ${worker.address}:${nodePort} backup`,
  ),
];

/** Its settings in one line for the report. */
export const describeSettings = (spec: FrontDoorSpec): string =>
  frontDoorSettings('HAProxy, TCP mode, balance roundrobin', spec, 'idle time-out 1 h');
