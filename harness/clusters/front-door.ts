import type { Claims } from '../journal/records.ts';
import type { FrontDoorPolicy, NodeRef } from '../scenario/scenario.ts';
import type { DoorFailures } from './door-tally.ts';

/** Which kind of front door takes the load, and why. */
export interface DoorChoice {
  readonly kind: 'load-balancer' | 'proxy';
  readonly why: string;
}

export interface FrontDoorRoute {
  /** Name of the target, as in the samples' file names. */
  readonly target: string;
  /** Its Service, and the port of that. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number };
  /** NodePort of its Service. */
  readonly nodePort: number;
  /**
   * Where every node reports whether it has a ready pod of the Service, for a Service with `externalTrafficPolicy:
   * Local`. A health check of `node-proxy` uses it instead. Null: any node can be used.
   */
  readonly healthCheckNodePort: number | null;
}

/** The scenario's settings of the front door, and its backends. */
export interface FrontDoorSpec extends FrontDoorPolicy {
  readonly routes: readonly FrontDoorRoute[];
  /** Image of the web container outside the cluster that the control lane uses. */
  readonly controlImage: string;
  /** The cluster's; null where it has none to make. With a load balancer the Services are of that type. */
  readonly choice: DoorChoice | null;
  /** Called with the new backends when the addresses of a load balancer change. */
  readonly onBackends: (backends: readonly string[]) => void;
  /** Called where a change failed that came later than the call of `follow` which caused it: see `deregistration`. */
  readonly onError: (error: unknown) => void;
}

/** One published loopback address per target, before the workers or before a load balancer of the cloud, without retries. */
export interface FrontDoor extends AsyncDisposable {
  url(target: string): URL;
  /**
   * Same proxy and published path, to a web container outside the cluster, which no upgrade can affect. Null
   * if the provider has no control lane.
   */
  readonly control: URL | null;
  /** What takes the load, and why; null where the cluster had no choice to make. */
  readonly choice: DoorChoice | null;
  /** What a verdict says about load balancers with this front door; null: nothing beyond the cluster's own claims. */
  readonly claims: Pick<Claims, 'covers' | 'notCovered'> | null;
  /** Its settings as text, for the report, and its backends. */
  readonly settings: string;
  readonly backends: readonly string[];
  /** Connections that failed on their way to a worker since the last call; none with a load balancer, which tells no worker. */
  failures(): Promise<readonly DoorFailures[]>;
  /** Backends follow replaced nodes; one that is no longer named leaves as `deregistration` says. Nothing is done with a load balancer: its backends are the cloud's. */
  follow(nodes: readonly NodeRef[]): Promise<void>;
}
