import type { Probe } from '../../embedded/network/health-check.ts';
import { connectProbe, nodeProxyProbe } from '../../embedded/network/probes.ts';
import { type TcpBalancer, tcpBalancer } from '../../embedded/network/tcp-balancer.ts';
import { deregistration } from '../deregistration.ts';
import { type DoorFailures, doorTally } from '../door-tally.ts';
import type { FrontDoorSpec } from '../front-door.ts';
import type { ControlWebSettings } from './control-web.ts';

/** A worker. */
export interface DoorBackend {
  readonly name: string;
  readonly address: string;
}

export interface DoorSettings {
  readonly spec: Pick<
    FrontDoorSpec,
    'routes' | 'healthCheck' | 'connectTimeoutMs' | 'allUnhealthy' | 'deregistration'
  >;
  readonly workers: readonly DoorBackend[];
  /** The front door itself only needs its address. */
  readonly control: ControlWebSettings;
}

/** Requests of the harness to the front-door process. */
export interface DoorRequests {
  follow: { readonly workers: readonly DoorBackend[] };
  failures: Record<string, never>;
}

/** The front-door process' response to its settings. */
export interface DoorReady {
  readonly ports: DoorPorts;
  readonly controlPid: number;
}

/** Where it listens, on 127.0.0.1. */
export interface DoorPorts {
  readonly control: number;
  /** By target. */
  readonly targets: Readonly<Record<string, number>>;
}

export interface Door extends Disposable {
  readonly ports: DoorPorts;
  /** See `FrontDoor`. */
  failures(): readonly DoorFailures[];
  /** Workers that are no longer named leave as `deregistration` says. */
  follow(workers: readonly DoorBackend[]): Promise<void>;
}

const published = { address: '127.0.0.1', port: 0 };

const probes: Readonly<Record<'node-proxy' | 'service', Probe>> = {
  'node-proxy': nodeProxyProbe(),
  service: connectProbe,
};

/**
 * One balancer for each target over the workers' NodePorts, and one for the control lane: same process, same
 * kind of port.
 */
export async function openDoor({ spec, workers, control }: DoorSettings): Promise<Door> {
  const { healthCheck, connectTimeoutMs, allUnhealthy } = spec;
  const check = healthCheck.of === 'none' ? null : { ...healthCheck, probe: probes[healthCheck.of] };
  using opened = new DisposableStack();
  const tally = doorTally();
  const targets = new Map<string, { readonly balancer: TcpBalancer; readonly nodePort: number }>();
  for (const { target, nodePort } of spec.routes) {
    const backends = workers.map((worker) => ({ ...worker, port: nodePort }));
    const balancer = opened.use(
      await tcpBalancer({
        ...{ ...published, backends, check, connectTimeoutMs, allUnhealthy },
        onFailure: (backend, how) => tally.add(target, backend?.name ?? null, how),
      }),
    );
    targets.set(target, { balancer, nodePort });
  }
  const controlLane = opened.use(
    await tcpBalancer({
      ...published,
      backends: [{ ...control, name: 'control' }],
      check: null,
      connectTimeoutMs,
    }),
  );
  const all = [...targets.values()];
  const members = opened.use(
    deregistration(workers, {
      policy: spec.deregistration,
      async use(backends) {
        for (const { balancer, nodePort } of all)
          balancer.use(backends.map((worker) => ({ ...worker, port: nodePort })));
      },
      async endConnections(worker) {
        for (const { balancer, nodePort } of all) balancer.endConnections({ ...worker, port: nodePort });
      },
      onError: (error) => console.error(error),
    }),
  );
  const kept = opened.move();
  return {
    ports: {
      control: controlLane.port,
      targets: Object.fromEntries([...targets].map(([target, { balancer }]) => [target, balancer.port])),
    },
    failures: tally.take,
    follow: members.follow,
    [Symbol.dispose]: () => kept.dispose(),
  };
}
