import {
  AppsV1Api,
  CoordinationV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  KubeConfig,
  PolicyV1Api,
  type RequestContext,
} from '@kubernetes/client-node';
import { Agent, type Dispatcher } from 'undici';

/** TLS settings for an API server. Contains the client's key: never log it. */
export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** One cluster's API. Every call shares one set of connections; `close` ends them all, including open watches. */
export interface Kube extends AsyncDisposable {
  /** The API server's url from the kubeconfig. */
  readonly server: string;
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly policy: PolicyV1Api;
  readonly discovery: DiscoveryV1Api;
  readonly coordination: CoordinationV1Api;
  /** The connections that every call shares. */
  dispatcher(): Promise<Dispatcher>;
  /** For separate connections, as probes make them. */
  tls(): Promise<TlsOptions>;
  /** Credentials of the client, if it has no certificate. Contains the token: never log it. */
  headers(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/**
 * Reads the kubeconfig at that path, and no other: never the user's default file. Sends nothing yet.
 * @throws Error if the file can't be read or names no current cluster
 */
export function connect(kubeconfigPath: string): Kube {
  const config = new KeptConfig();
  config.loadFromFile(kubeconfigPath);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error(`${kubeconfigPath} names no current cluster`);
  const once = <T>(make: () => T) => {
    let made: T | undefined;
    return () => (made ??= make());
  };
  const core = once(() => config.makeApiClient(CoreV1Api));
  const apps = once(() => config.makeApiClient(AppsV1Api));
  const policy = once(() => config.makeApiClient(PolicyV1Api));
  const discovery = once(() => config.makeApiClient(DiscoveryV1Api));
  const coordination = once(() => config.makeApiClient(CoordinationV1Api));
  const close = () => config.close();
  return {
    server,
    config,
    get core() {
      return core();
    },
    get apps() {
      return apps();
    },
    get policy() {
      return policy();
    },
    get discovery() {
      return discovery();
    },
    get coordination() {
      return coordination();
    },
    dispatcher: () => config.dispatcher(),
    tls: () => config.tls(),
    headers: () => config.headers(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * A KubeConfig that keeps one dispatcher: the library itself creates a TLS agent, and so a handshake, for every call.
 */
class KeptConfig extends KubeConfig {
  #dispatcher: Agent | undefined;

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    context.setDispatcher(await this.dispatcher());
  }

  async dispatcher(): Promise<Agent> {
    const connect = await this.tls();
    // HTTP/1.1: a connection for each watch, so that a hung one does not block the others.
    this.#dispatcher ??= new Agent({ allowH2: false, connect });
    return this.#dispatcher;
  }

  async tls(): Promise<TlsOptions> {
    const all: TlsOptions & object = {};
    await this.applyToHTTPSOptions(all);
    const { ca, cert, key, servername, rejectUnauthorized } = all;
    return {
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(key && { key }),
      ...(servername && { servername }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    };
  }

  async headers(): Promise<Record<string, string>> {
    const all: { headers?: Record<string, string> } = {};
    await this.applyToHTTPSOptions(all);
    return { ...all.headers };
  }

  async close(): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    await dispatcher?.destroy();
  }
}
