import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMeasured } from '../measured-process.ts';
import { onPath, type Peer, type Row, summarizeRows, type Task } from './peer.ts';

/** k6 takes longer to create more virtual users than the run lasts. */
const mostUsers = 2000;

/**
 * Reads `--out csv` with K6_CSV_TIME_FORMAT=unix_micro: one line per metric; times are those of a request's
 * end.
 */
export function parseK6(csv: string): Row[] {
  const [header = '', ...lines] = csv.split('\n');
  const names = header.split(',');
  const column = (name: string) => names.indexOf(name);
  const [at, metric, value, status] = ['timestamp', 'metric_name', 'metric_value', 'status'].map(column);
  return lines.flatMap((line) => {
    const cells = line.split(',');
    if (cells[metric as number] !== 'http_req_duration') return [];
    const latencyUs = Number(cells[value as number]) * 1000;
    const startUs = Number(cells[at as number]) - latencyUs;
    return [{ startUs, latencyUs, ok: cells[status as number] === '200' }];
  });
}

function scriptFor({ url, ratePerS, durationMs, timeoutMs, connections, fresh }: Task): string {
  const users = Math.min(mostUsers, Math.max(100, connections));
  const options = {
    noConnectionReuse: fresh,
    scenarios: {
      open: {
        executor: 'constant-arrival-rate',
        rate: ratePerS,
        timeUnit: '1s',
        duration: `${durationMs}ms`,
        preAllocatedVUs: users,
        maxVUs: users,
        gracefulStop: `${timeoutMs}ms`,
      },
    },
  };
  return `import http from 'k6/http';
export const options = ${JSON.stringify(options)};
export default () => { http.get(${JSON.stringify(url)}, { timeout: '${timeoutMs}ms' }); };
`;
}

export const k6: Peer = {
  name: 'k6',
  from: '`go install go.k6.io/k6@v1.8.1`',
  missing: () => onPath('k6'),
  async run(task) {
    const script = join(task.folder, 'k6.js');
    const csv = join(task.folder, 'k6.csv');
    await writeFile(script, scriptFor(task));
    const { cpuS } = await runMeasured([
      'env',
      'K6_CSV_TIME_FORMAT=unix_micro',
      'k6',
      'run',
      '--quiet',
      '--no-usage-report',
      '--summary-mode=disabled',
      `--out=csv=${csv}`,
      script,
    ]);
    return summarizeRows(parseK6(await readFile(csv, 'utf8')), cpuS);
  },
};
