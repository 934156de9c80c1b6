import { createRequire } from 'node:module';
import { runMeasured } from '../measured-process.ts';
import type { Peer, Report } from './peer.ts';

interface AutocannonJson {
  readonly errors: number;
  readonly non2xx: number;
  readonly '2xx': number;
  readonly latency: { readonly p99: number };
}

/** Reads `--json`; its errors include timeouts. */
export function parseAutocannon(json: string): Omit<Report, 'cpuS'> {
  const result = JSON.parse(json) as AutocannonJson;
  const answered = result['2xx'] + result.non2xx;
  return {
    requests: answered + result.errors,
    failed: result.errors + result.non2xx,
    p99Ms: answered === 0 ? null : result.latency.p99,
    rows: null,
  };
}

export const autocannon: Peer = {
  name: 'autocannon',
  from: 'a dependency of this project',
  missing: async () => null,
  async run({ url, ratePerS, durationMs, timeoutMs, connections, fresh }) {
    const { stdout, cpuS } = await runMeasured([
      process.execPath,
      createRequire(import.meta.url).resolve('autocannon'),
      '--json',
      '--no-progress',
      '--connections',
      // It divides its rate among its connections, a whole number per second for each.
      String(Math.min(connections, ratePerS)),
      '--overallRate',
      String(ratePerS),
      '--duration',
      String(Math.round(durationMs / 1000)),
      '--timeout',
      String(Math.max(1, Math.round(timeoutMs / 1000))),
      ...(fresh ? ['--headers', 'Connection=close'] : []),
      url,
    ]);
    return { ...parseAutocannon(stdout), cpuS };
  },
};
