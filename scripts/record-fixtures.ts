/**
 * Records the corpus of judged runs again: node scripts/record-fixtures.ts [NAME…]
 *
 * Each scenario of test/fixtures/recordings/scenarios/ is rehearsed as any other, those of recording/disturbances.ts with something done
 * to them meanwhile, and what the judge reads of the run directory is kept. What to expect of each stands in
 * test/fixtures/recordings/README.md, written before it was judged.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { disturbed } from './recording/disturbances.ts';
import { rehearse } from './recording/rehearsed.ts';

const recordings = join(import.meta.dirname, '../test/fixtures/recordings');
const scenarios = join(recordings, 'scenarios');
/** All that the judge reads. */
const evidence = ['scenario.yaml', 'scenario.resolved.json', 'plan.json', 'journal.ndjson'];
/** Scenarios that are there for what is done to them. */
const onlyDisturbed = new Set(Object.values(disturbed).map(({ scenario }) => scenario));

const undisturbed = readdirSync(scenarios)
  .map((file) => basename(file, '.yaml'))
  .filter((name) => !onlyDisturbed.has(name));
const wanted = process.argv.slice(2);
for (const name of wanted.length === 0 ? [...undisturbed, ...Object.keys(disturbed)] : wanted)
  await record(name);

async function record(name: string): Promise<void> {
  const { scenario, by } = disturbed[name] ?? { scenario: name, by: null };
  await using rehearsed = rehearse(join(scenarios, `${scenario}.yaml`));
  await by?.(rehearsed);
  const code = await rehearsed.ended;
  const run = rehearsed.runDirectory();
  const to = join(recordings, name);
  rmSync(to, { recursive: true, force: true });
  for (const file of filesOf(run)) pack(join(run, file), join(to, `${file}.gz`));
  process.stdout.write(`${name}: exit code ${code}\n`);
}

function filesOf(run: string): string[] {
  return [...evidence, ...readdirSync(join(run, 'samples')).map((file) => join('samples', file))];
}

function pack(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, gzipSync(readFileSync(from), { level: 9 }));
}
