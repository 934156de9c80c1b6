import { runMeasured } from '../measured-process.ts';
import { onPath, type Peer, type Report } from './peer.ts';

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** Reads the output with `--latency`; its count of requests is that of responses. */
export function parseWrk2(text: string): Omit<Report, 'cpuS'> {
  const [, p99 = '', unit = ''] = /^\s*99\.000%\s+([\d.]+)(us|ms|s|m)/m.exec(text) ?? [];
  const [, answered = '0'] = /^\s*(\d+) requests in/m.exec(text) ?? [];
  const errors = [...text.matchAll(/\b(?:connect|read|write|timeout) (\d+)/g)];
  const non2xx = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  const failed = errors.reduce((sum, [, count]) => sum + Number(count), 0) + non2xx;
  const p99Ms = p99 === '' ? null : Number(p99) * (unitMs[unit] ?? Number.NaN);
  return { requests: Number(answered) + failed - non2xx, failed, p99Ms, rows: null };
}

export const wrk2: Peer = {
  name: 'wrk2',
  from: '`make` in a checkout of github.com/giltene/wrk2; its `wrk` on the PATH as `wrk2`',
  missing: () => onPath('wrk2'),
  async run({ url, ratePerS, durationMs, timeoutMs, connections, fresh }) {
    const { stdout, cpuS } = await runMeasured([
      'wrk2',
      '--latency',
      '-t1',
      `-c${connections}`,
      `-R${ratePerS}`,
      `-d${Math.round(durationMs / 1000)}s`,
      '--timeout',
      `${Math.max(1, Math.round(timeoutMs / 1000))}s`,
      ...(fresh ? ['-H', 'Connection: close'] : []),
      url,
    ]);
    return { ...parseWrk2(stdout), cpuS };
  },
};
