/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the web service is told by its environment. */
export interface WebSettings {
  /** Address to listen on; null listens on all. Where pods share the loopback device each must keep to its own. */
  readonly host: string | null;
  /** 0 takes any free port, here and below. */
  readonly port: number;
  /** Of HTTP/2 without TLS, for clients that know; null: there is none. */
  readonly h2cPort: number | null;
  /** HTTP/1.1 and HTTP/2 over TLS, as each client asks; null: there is none. Certificate and key are PEM. */
  readonly tls: { readonly port: number; readonly cert: string; readonly key: string } | null;
  /** CPU time that every `GET /` burns, in microseconds. */
  readonly workUs: number;
  /** From process start until it listens. */
  readonly startupMs: number;
  /** What SIGTERM does: finish and leave, leave at once (cutting connections), or nothing. */
  readonly onSigterm: 'graceful' | 'exit' | 'ignore';
  /** How long a graceful stop may take before what is left is cut. */
  readonly graceMs: number;
  /** From the downward API; the headers are left out where it is missing. */
  readonly pod: string | null;
  readonly node: string | null;
}

/** What a prober may ask for: an address of DNS, or the probers of other nodes. */
export type ProbeKind = (typeof probeKinds)[number];

const probeKinds = ['dns', 'pods'] as const;

/** What a prober is told by its environment. */
export interface ProberSettings {
  readonly probes: readonly ProbeKind[];
  /** Asked for in turn, one each time. Absolute names: no search list is applied. */
  readonly names: readonly string[];
  /** `address` or `address:port` of the DNS servers; null reads them from resolv.conf. */
  readonly servers: readonly string[] | null;
  /** Results are appended here, one JSON object a line. */
  readonly file: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** The file is not written beyond this. */
  readonly maxBytes: number;
  /** Null where peers are not asked. */
  readonly pods: {
    /** Its own: that it listens on, and that peers ask. */
    readonly address: string;
    /** Of every prober. */
    readonly port: number;
    readonly timeoutMs: number;
    /** Of the headless Service that has every prober's address. */
    readonly name: string;
    /** How often it is asked for peers. */
    readonly everyMs: number;
  } | null;
}

const signalAnswers = ['graceful', 'exit', 'ignore'] as const;

/** @throws Error naming every variable that makes no sense, and what would */
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

/** @throws Error naming every variable that makes no sense, and what would */
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
          // A lost first packet is sent again by the kernel after 1 s: each probe is one packet.
          timeoutMs: read.integer('PEER_TIMEOUT_MS', 800, 60_000, 10),
          name: read.text('PEERS_NAME'),
          everyMs: read.integer('PEERS_EVERY_MS', 2_000, 60_000, 10),
        }
      : null,
  });
}

/** Reads on after a mistake, so that all of them are told at once. */
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
