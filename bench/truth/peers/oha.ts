import { runMeasured } from '../measured-process.ts';
import { onPath, type Peer, type Report } from './peer.ts';

interface OhaJson {
  readonly statusCodeDistribution: Readonly<Record<string, number>>;
  readonly errorDistribution: Readonly<Record<string, number>>;
  readonly latencyPercentiles: { readonly p99: number | null };
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);

/** Reads `--output-format json`: latencies in seconds. */
export function parseOha(json: string): Omit<Report, 'cpuS'> {
  const { statusCodeDistribution, errorDistribution, latencyPercentiles } = JSON.parse(json) as OhaJson;
  const answered = sum(statusCodeDistribution);
  const requests = answered + sum(errorDistribution);
  const { p99 } = latencyPercentiles;
  const failed = requests - (statusCodeDistribution['200'] ?? 0);
  return { requests, failed, p99Ms: p99 === null ? null : p99 * 1000, rows: null };
}

export const oha: Peer = {
  name: 'oha',
  from: '`cargo install oha --locked`',
  missing: () => onPath('oha'),
  async run({ url, ratePerS, durationMs, timeoutMs, connections, fresh }) {
    const { stdout, cpuS } = await runMeasured([
      'oha',
      '--no-tui',
      '--output-format=json',
      '--latency-correction',
      ...(fresh ? ['--disable-keepalive'] : []),
      // A count, not a duration: at the end of a duration it would cut off requests in flight.
      `-n=${Math.round((ratePerS * durationMs) / 1000)}`,
      `-q=${ratePerS}`,
      `-c=${connections}`,
      `-t=${timeoutMs}ms`,
      url,
    ]);
    return { ...parseOha(stdout), cpuS };
  },
};
