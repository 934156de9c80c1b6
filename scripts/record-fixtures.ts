/**
 * Records the corpus of judged runs again: node scripts/record-fixtures.ts [NAME…] Stores an existing run,
 * such as one on kind: node scripts/record-fixtures.ts --keep RUN_DIRECTORY NAME
 *
 * Each scenario of test/fixtures/recordings/scenarios/ is rehearsed normally, those of
 * recording/disturbances.ts with a disturbance. The files of the run directory that the judge reads are
 * stored. The expected results are in test/fixtures/recordings/README.md, written before the judgement.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readJournal } from '../harness/journal/journal-reader.ts';
import type { Scenario } from '../harness/scenario/scenario.ts';
import { withoutImageHosts } from '../test/fixtures/thin.ts';
import { disturbed } from './recording/disturbances.ts';
import { rehearse } from './recording/rehearsed.ts';

const root = join(import.meta.dirname, '../');
const recordings = join(root, 'test/fixtures/recordings');
const scenarios = join(recordings, 'scenarios');
const journal = 'journal.ndjson';
/** All files that the judge reads, and others that a reader needs. */
const evidence = ['scenario.yaml', 'scenario.resolved.json', 'plan.json', journal];
/** Scenarios that exist for their disturbance. */
const onlyDisturbed = new Set(Object.values(disturbed).map(({ scenario }) => scenario));

const undisturbed = readdirSync(scenarios)
  .map((file) => basename(file, '.yaml'))
  .filter((name) => !onlyDisturbed.has(name));
const wanted = process.argv.slice(2);
const [option, runDirectory, ofName] = wanted;
if (option === '--keep' && runDirectory !== undefined && ofName !== undefined)
  keepOfKind(runDirectory, ofName);
else
  for (const name of wanted.length === 0 ? [...undisturbed, ...Object.keys(disturbed)] : wanted)
    await record(name);

async function record(name: string): Promise<void> {
  const { scenario, by } = disturbed[name] ?? { scenario: name, by: null };
  await using rehearsed = rehearse(join(scenarios, `${scenario}.yaml`));
  await by?.(rehearsed);
  const code = await rehearsed.ended;
  keep(rehearsed.runDirectory(), name);
  process.stdout.write(`${name}: exit code ${code}\n`);
}

function keep(run: string, name: string): void {
  const to = join(recordings, name);
  rmSync(to, { recursive: true, force: true });
  const samples = readdirSync(join(run, 'samples')).map((file) => join('samples', file));
  for (const file of [...evidence, ...samples]) pack(readFileSync(join(run, file)), join(to, `${file}.gz`));
  // The path of this checkout is private.
  const resolved = readFileSync(join(run, 'scenario.resolved.json'), 'utf8').replaceAll(root, '');
  pack(Buffer.from(resolved), join(to, 'scenario.resolved.json.gz'));
}

/** A run on kind: image names lose their hosts, and the user's manifests their folder. */
function keepOfKind(run: string, name: string): void {
  keep(run, name);
  const { records } = readJournal(join(run, journal));
  const lines = records.map((one) => `${JSON.stringify(withoutImageHosts(one))}\n`);
  pack(Buffer.from(lines.join('')), join(recordings, name, `${journal}.gz`));
  const resolved = readFileSync(join(run, 'scenario.resolved.json'), 'utf8');
  const { workload, ...scenario } = JSON.parse(resolved) as Scenario;
  const named = workload.builtin ? workload : { ...workload, manifests: workload.manifests.map(inNoFolder) };
  pack(
    Buffer.from(JSON.stringify({ ...scenario, workload: named }, null, 2)),
    join(recordings, name, 'scenario.resolved.json.gz'),
  );
}

function inNoFolder<M extends { readonly path: string }>(manifest: M): M {
  return { ...manifest, path: basename(manifest.path) };
}

function pack(content: Buffer, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, gzipSync(content, { level: 9 }));
}
