import { Resolver } from 'node:dns/promises';

/** Result of one query. */
export interface ProbeResult {
  readonly name: string;
  /** The machine's monotonic clock at sending, which containers share with their host. In nanoseconds. */
  readonly sentNs: bigint;
  readonly durationUs: number;
  readonly ok: boolean;
  /** `timed-out` for silence, otherwise the resolver's code, such as `ENOTFOUND` or `ECONNREFUSED`. */
  readonly error?: string;
}

/**
 * Queries DNS for an address, once, over UDP. Each query has its own resolver and therefore its own port,
 * like a program's lookups. Connection tracking does not bind it to one DNS pod, and nothing is cached. Never
 * throws.
 */
export async function probe(
  name: string,
  servers: readonly string[] | null,
  timeoutMs: number,
): Promise<ProbeResult> {
  const sentNs = process.hrtime.bigint();
  const resolver = new Resolver({ tries: 1, timeout: timeoutMs });
  // The resolver's own timeout adapts to earlier results; measured, it waits up to twice as long.
  const timer = setTimeout(() => resolver.cancel(), timeoutMs);
  let error: string | undefined;
  try {
    if (servers) resolver.setServers(servers);
    await resolver.resolve4(name);
  } catch (failure) {
    const code = (failure as NodeJS.ErrnoException).code ?? String(failure);
    error = code === 'ECANCELLED' || code === 'ETIMEOUT' ? 'timed-out' : code;
  } finally {
    clearTimeout(timer);
  }
  const durationUs = Math.round(Number(process.hrtime.bigint() - sentNs) / 1_000);
  return { name, sentNs, durationUs, ok: error === undefined, ...(error === undefined ? {} : { error }) };
}
