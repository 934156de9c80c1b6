/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The web service's environment variables. */
export interface WebSettings {
  /** Address to listen on; null listens on all. If pods share the loopback device each must use its own. */
  readonly host: string | null;
  /** 0: any free port, here and below. */
  readonly port: number;
  /** Port of HTTP/2 without TLS (prior knowledge); null: none. */
  readonly h2cPort: number | null;
  /**
   * Port of HTTP/1.1 and HTTP/2 over TLS, as negotiated with each client; null: none. Certificate and key are
   * PEM.
   */
  readonly tls: { readonly port: number; readonly cert: string; readonly key: string } | null;
  /** CPU time that every `GET /` uses, in microseconds. */
  readonly workUs: number;
  /** From process start until it listens. */
  readonly startupMs: number;
  /** What SIGTERM does: finish and leave, leave at once (cutting connections), or nothing. */
  readonly onSigterm: 'graceful' | 'exit' | 'ignore';
  /** How long a graceful stop may take before the rest is cut. */
  readonly graceMs: number;
  /** From the downward API; the headers are omitted if it is missing. */
  readonly pod: string | null;
  readonly node: string | null;
}

/** What a prober may probe: DNS, or the probers of other nodes. */
export type ProbeKind = (typeof probeKinds)[number];

const probeKinds = ['dns', 'pods'] as const;

/** A prober's environment variables. */
export interface ProberSettings {
  readonly probes: readonly ProbeKind[];
  /** Queried in turn, one each time. Absolute names: no search list is applied. */
  readonly names: readonly string[];
  /** `address` or `address:port` of the DNS servers; null reads them from resolv.conf. */
  readonly servers: readonly string[] | null;
  /** Results are appended here, one JSON object per line. */
  readonly file: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Maximum size of the file. */
  readonly maxBytes: number;
  /** Null if peers are not probed. */
  readonly pods: {
    /** Its own address: the one that it listens on, and that peers probe. */
    readonly address: string;
    /** Port of every prober. */
    readonly port: number;
    readonly timeoutMs: number;
    /** Name of the headless Service that has every prober's address. */
    readonly name: string;
    /** How often peers are resolved. */
    readonly everyMs: number;
  } | null;
}

const signalAnswers = ['graceful', 'exit', 'ignore'] as const;

/** @throws Error naming every invalid variable, and what would be valid */
export function webSettings(env: Environment): WebSettings {
  const read = readerOf(env);
  return read.done({
    host: env.HOST || null,
    port: read.integer('PORT', 8080, 65_535),
    h2cPort: env.H2C_PORT === undefined ? null : read.integer('H2C_PORT', 0, 65_535),
    tls:
      env.TLS_PORT === undefined
        ? null
        : {
            port: read.integer('TLS_PORT', 0, 65_535),
            cert: read.text('TLS_CERT'),
            key: read.text('TLS_KEY'),
          },
    workUs: read.integer('WORK_US', 0, 10_000_000),
    startupMs: read.integer('STARTUP_MS', 0, 3_600_000),
    onSigterm: read.oneOf('ON_SIGTERM', signalAnswers, 'graceful'),
    graceMs: read.integer('GRACE_MS', 25_000, 3_600_000),
    pod: env.POD_NAME || null,
    node: env.NODE_NAME || null,
  });
}

/** @throws Error naming every invalid variable, and what would be valid */
export function proberSettings(env: Environment): ProberSettings {
  const read = readerOf(env);
  const probes = read.someOf('PROBES', probeKinds, ['dns']);
  return read.done({
    probes,
    names: read.list('PROBE_NAMES') ?? ['kubernetes.default.svc.cluster.local'],
    servers: read.list('PROBE_SERVERS'),
    file: read.text('PROBE_FILE'),
    everyMs: read.integer('PROBE_EVERY_MS', 200, 60_000, 10),
    timeoutMs: read.integer('PROBE_TIMEOUT_MS', 1_000, 60_000, 10),
    maxBytes: read.integer('PROBE_MAX_BYTES', 64 * 1024 * 1024, Number.MAX_SAFE_INTEGER),
    pods: probes.includes('pods')
      ? {
          address: read.text('POD_IP'),
          port: read.integer('PEER_PORT', 8_090, 65_535, 1),
          // The kernel retransmits a lost first packet after 1 s: each probe is one packet.
          timeoutMs: read.integer('PEER_TIMEOUT_MS', 800, 60_000, 10),
          name: read.text('PEERS_NAME'),
          everyMs: read.integer('PEERS_EVERY_MS', 2_000, 60_000, 10),
        }
      : null,
  });
}

/** Continues after a mistake, so that all of them are reported at once. */
function readerOf(env: Environment) {
  const mistakes: string[] = [];
  return {
    integer(name: string, otherwise: number, most: number, least = 0): number {
      const text = env[name];
      if (text === undefined) return otherwise;
      const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= least && value <= most) return value;
      mistakes.push(`${name}=${text} must be a whole number from ${least} to ${most}`);
      return otherwise;
    },
    oneOf<T extends string>(name: string, values: readonly T[], otherwise: T): T {
      const text = env[name];
      if (text === undefined) return otherwise;
      const value = values.find((known) => known === text);
      if (value === undefined) mistakes.push(`${name}=${text} must be one of ${values.join(', ')}`);
      return value ?? otherwise;
    },
    someOf<T extends string>(name: string, values: readonly T[], otherwise: readonly T[]): readonly T[] {
      const text = env[name];
      if (text === undefined) return otherwise;
      const found = values.filter((known) => text.split(',').includes(known));
      if (found.length === 0 || found.length !== text.split(',').length)
        mistakes.push(`${name}=${text} must be some of ${values.join(', ')}, separated by commas`);
      return found;
    },
    text(name: string): string {
      if (!env[name]) mistakes.push(`${name} must be set`);
      return env[name] ?? '';
    },
    list(name: string): string[] | null {
      const text = env[name];
      if (text === undefined) return null;
      const items = text.split(',').map((item) => item.trim());
      if (items.includes('')) mistakes.push(`${name}=${text} must be a list separated by commas`);
      return items;
    },
    done<T>(settings: T): T {
      if (mistakes.length > 0) throw new Error(mistakes.join('; '));
      return settings;
    },
  };
}
