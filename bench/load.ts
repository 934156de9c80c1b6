/** Hot paths of the load generator: `node bench/load.ts`. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { readSamples } from '../harness/journal/sample-reader.ts';
import { openSamples } from '../harness/journal/sample-writer.ts';
import { arrivalUs } from '../harness/plan/arrivals.ts';

const meta = { target: 'web', lane: 'reused', source: 'local' };
const row = {
  seq: 0,
  intendedUs: 1.5,
  sentUs: 2,
  firstByteUs: 3,
  endUs: 4,
  status: 200,
  outcome: 0,
  connection: 1,
  answered: 1,
  pod: 1,
  node: 2,
  bytes: 9,
};
const folder = mkdtempSync(join(tmpdir(), 'bench-load-'));
const million = join(folder, 'million.arrows');
const endless = openSamples(join(folder, 'endless.arrows'), meta);
const halfSeconds = openSamples(join(folder, 'half-seconds.arrows'), meta);

const written = openSamples(million, meta);
for (let seq = 0; seq < 1_000_000; seq += 1) written.add({ ...row, seq });
written.close();

let slot = 0;
const bench = new Bench({ time: 500 })
  .add('next arrival of the schedule', () => {
    slot += 1;
    arrivalUs(7, 200, slot);
  })
  .add('add one sample (batches of 4,096 written)', () => endless.add(row))
  .add('half a second at 200/s: add 100 samples and flush', () => {
    for (let seq = 0; seq < 100; seq += 1) halfSeconds.add(row);
    halfSeconds.flush();
  })
  .add('read 1,000,000 samples', () => void readSamples(million));
await bench.run();
console.table(bench.table());

halfSeconds.close();
endless.close();
const bytesPerRow = (file: string, rows: number) => (statSync(join(folder, file)).size / rows).toFixed(1);
console.table({
  'bytes a row, full batches': bytesPerRow('million.arrows', 1_000_000),
  'bytes a row, 100 rows a batch': bytesPerRow('half-seconds.arrows', halfSeconds.rows),
});
rmSync(folder, { recursive: true });
