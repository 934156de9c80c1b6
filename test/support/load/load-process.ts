import { join } from 'node:path';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { openJournal } from '../../../harness/journal/journal-writer.ts';
import { journalVersion } from '../../../harness/journal/records.ts';
import { openLoad } from '../../../harness/load/index.ts';

/** A process under load until it is killed: `node load-process.ts FOLDER URL`. */
const [folder = '', url = ''] = process.argv.slice(2);
const clock = clockFrom();
const header = {
  type: 'journal',
  version: journalVersion,
  tool: 'test',
  runId: 'killed',
  originNs: String(clock.originNs),
  wall: new Date().toISOString(),
  machine: { cpus: 1, memoryBytes: 1, kernel: 'any', node: process.version },
} as const;
const journal = openJournal(join(folder, 'journal.ndjson'), header, clock);
const lane = { target: 'web', url: new URL(url), protocol: 'http1', ratePerS: 300, connections: 5 } as const;
const load = await openLoad({
  lanes: [
    { ...lane, lane: 'reused', kind: 'reused' },
    { ...lane, lane: 'fresh', kind: 'fresh' },
    { ...lane, lane: 'closed', kind: 'closed' },
  ],
  folder,
  journal,
  clock,
  seed: 1,
  timeoutMs: 1000,
  slowMs: 500,
});
await load.failed;
