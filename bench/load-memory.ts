/**
 * Checks that the generator's memory does not grow with the run: `node --expose-gc bench/load-memory.ts
 * [seconds]`. A lane of 2,000/s on kept-alive connections against a server in a separate process, with the
 * journal and the fold of a real run. Prints its memory every ten seconds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { clockFrom } from '../harness/journal/clock.ts';
import { openJournal } from '../harness/journal/journal-writer.ts';
import { journalVersion } from '../harness/journal/records.ts';
import { openLoad } from '../harness/load/index.ts';
import { TimelineFold } from '../harness/timeline/timeline.ts';

const stepMs = 10_000;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

if (process.send) {
  const server = createServer({ keepAliveTimeout: 0 }, (_, response) => void response.end('ok'));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
} else {
  const seconds = Number(process.argv[2] ?? 70);
  const server = fork(fileURLToPath(import.meta.url));
  const [port] = (await once(server, 'message')) as [number];
  const url = new URL(`http://127.0.0.1:${port}/`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  const clock = clockFrom();
  const fold = new TimelineFold('left out');
  const journal = openJournal(
    join(folder, 'journal.ndjson'),
    {
      type: 'journal',
      version: journalVersion,
      tool: 'bench',
      runId: 'bench',
      originNs: String(clock.originNs),
      wall: new Date().toISOString(),
      machine: { cpus: 1, memoryBytes: 1, kernel: 'any', node: process.version },
    },
    clock,
    (record) => fold.add(record),
  );
  const lane = { target: 'web', protocol: 'http1', url, ratePerS: 2_000, connections: 50 } as const;
  const load = await openLoad({
    lanes: [{ ...lane, lane: 'reused', kind: 'reused' }],
    ...{ folder, journal, clock, seed: 7, timeoutMs: 2_000, slowMs: 1_000 },
  });
  const rows = [];
  for (let at = 0; at < seconds * 1000; at += stepMs) {
    await sleep(stepMs);
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    rows.push({
      s: (at + stepMs) / 1000,
      requests: load.live().reduce((sum, one) => sum + one.scheduled, 0),
      'RSS MB': megabytes(rss),
      'heap MB': megabytes(heapUsed),
      'external MB': megabytes(external),
      'kept by the fold': fold.view().loadHost.length + fold.view().probes.length,
    });
  }
  await load.stop();
  journal.close();
  console.table(rows);
  server.kill();
  rmSync(folder, { recursive: true });
}
