/**
 * The cost of load on this machine: `node bench/load-cost.ts`. The server is a separate process, so that its
 * CPU time is not counted.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { clockFrom } from '../harness/journal/clock.ts';
import type { JournalEntry } from '../harness/journal/records.ts';
import { readSamples } from '../harness/journal/sample-reader.ts';
import { openLoad } from '../harness/load/index.ts';

const seconds = 8;

async function cost(url: URL, kind: 'reused' | 'fresh', ratePerS: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cost-'));
  const entries: JournalEntry[] = [];
  const journal = { append: (entry: JournalEntry) => void entries.push(entry) };
  const lanes = [{ target: 'web', lane: kind, kind, protocol: 'http1', url, ratePerS }] as const;
  const load = await openLoad({
    lanes,
    folder,
    journal,
    clock: clockFrom(),
    seed: 7,
    timeoutMs: 2000,
    slowMs: 1000,
  });
  // The first second is loading and compiling.
  await sleep(1500);
  const cpu = process.cpuUsage();
  await sleep(seconds * 1000);
  const { user, system } = process.cpuUsage(cpu);
  await load.stop();
  const file = join(folder, `web.${kind}.local.arrows`);
  const { columns } = readSamples(file);
  const bytes = statSync(file).size;
  rmSync(folder, { recursive: true });
  const lags = entries.filter((entry) => entry.type === 'load-host').map((entry) => entry.lagP99Us / 1000);
  const latencies = columns.endUs.map((us, at) => (us - (columns.intendedUs[at] ?? 0)) / 1000).sort();
  const end = entries.find((entry) => entry.type === 'lane-end');
  return {
    lane: kind,
    'rate /s': ratePerS,
    'CPU s per 1,000': Number(((user + system) / 1e6 / ((ratePerS * seconds) / 1000)).toFixed(3)),
    'lag p99 ms (median second)': lags.toSorted((a, b) => a - b)[lags.length >> 1],
    'latency p50 ms': latencies[latencies.length >> 1]?.toFixed(2),
    'latency p99 ms': latencies[Math.floor(latencies.length * 0.99)]?.toFixed(2),
    'bytes a row': Number((bytes / columns.length).toFixed(1)),
    outcomes: JSON.stringify(end?.outcomes),
  };
}

if (process.send) {
  const server = createServer({ keepAliveTimeout: 0 }, (_, response) => void response.end('ok'));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
} else {
  const server = fork(fileURLToPath(import.meta.url));
  const [port] = (await once(server, 'message')) as [number];
  const url = new URL(`http://127.0.0.1:${port}/`);
  const rows = [];
  for (const kind of ['reused', 'fresh'] as const)
    for (const rate of [200, 2000]) rows.push(await cost(url, kind, rate));
  console.table(rows);
  server.kill();
}
