import { join } from 'node:path';
import { runMeasured } from '../measured-process.ts';
import { onPath, type Peer, type Row, summarizeRows } from './peer.ts';

/** Reads `vegeta encode --to csv`: time in ns, status, latency in ns, bytes out and in, error, and more. */
export function parseVegeta(csv: string): Row[] {
  return csv
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [startNs = '', status = '', latencyNs = ''] = line.split(',');
      return { startUs: Number(startNs) / 1000, latencyUs: Number(latencyNs) / 1000, ok: status === '200' };
    });
}

export const vegeta: Peer = {
  name: 'vegeta',
  from: '`go build .` in a checkout of github.com/tsenart/vegeta',
  missing: () => onPath('vegeta'),
  async run({ url, ratePerS, durationMs, timeoutMs, fresh, folder }) {
    const results = join(folder, 'vegeta.bin');
    const { cpuS } = await runMeasured(
      [
        'vegeta',
        'attack',
        `-rate=${ratePerS}/1s`,
        `-duration=${durationMs}ms`,
        `-timeout=${timeoutMs}ms`,
        `-keepalive=${!fresh}`,
        `-output=${results}`,
      ],
      `GET ${url}\n`,
    );
    const { stdout } = await runMeasured(['vegeta', 'encode', '-to=csv', results]);
    return summarizeRows(parseVegeta(stdout), cpuS);
  },
};
