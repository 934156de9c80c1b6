/**
 * Our load generator and others against a server whose failures are known, at one rate in one run (about five minutes):
 *
 *   node bench/truth/run.ts RATE [--tools a,b] [--faults a,b] [--note TEXT] [--write-docs]
 *
 * With `--write-docs` the result is kept in reports/truth, and docs/truth.md is written of all that are there; `--note`
 * says there what else is to be known of the run. A tool that is not
 * installed is named, and nothing is installed here. It wants a quiet machine: the load average is printed.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ours, runCell } from './cell.ts';
import { calm, type Fault, faults, isSeenAt } from './faults.ts';
import { autocannon } from './peers/autocannon.ts';
import { k6 } from './peers/k6.ts';
import { oha } from './peers/oha.ts';
import type { Peer } from './peers/peer.ts';
import { vegeta } from './peers/vegeta.ts';
import { wrk2 } from './peers/wrk2.ts';
import type { Score } from './score.ts';
import { calmRatePerS, page, type Result, section } from './table.ts';

const peers: readonly Peer[] = [vegeta, k6, oha, wrk2, autocannon];
const root = join(import.meta.dirname, '../..');
const kept = join(root, 'reports/truth');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tools: { type: 'string' },
    faults: { type: 'string' },
    note: { type: 'string', default: '' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const ratePerS = Number(positionals[0] ?? 1000);
if (!Number.isInteger(ratePerS) || ratePerS < 1 || ratePerS > 5000) {
  console.error(
    'usage: node bench/truth/run.ts RATE [--tools a,b] [--faults a,b] [--write-docs]; RATE from 1 to 5000',
  );
  process.exit(2);
}
const asked = (list: string | undefined, name: string) =>
  list === undefined || list.split(',').includes(name);

const missing: { tool: string; why: string }[] = [];
const present: (Peer | null)[] = asked(values.tools, ours) ? [null] : [];
for (const peer of peers.filter(({ name }) => asked(values.tools, name))) {
  const why = await peer.missing();
  if (why === null) present.push(peer);
  else missing.push({ tool: peer.name, why });
}
for (const { tool, why } of missing) console.error(`missing: ${tool}: ${why}`);

const load = (): number => loadavg()[0] ?? 0;
const before = load();

async function sideBySide(fault: Fault, rate: number): Promise<Score[]> {
  const scores: Score[] = [];
  for (const peer of present) {
    const one = await runCell(peer, fault, rate);
    console.error(JSON.stringify(one));
    scores.push(one);
  }
  return scores;
}

const scores: Score[] = [];
const calmScores = asked(values.faults, calm.name) ? await sideBySide(calm, calmRatePerS) : [];
for (const fault of faults)
  if (asked(values.faults, fault.name) && isSeenAt(fault, ratePerS))
    scores.push(...(await sideBySide(fault, ratePerS)));

const result: Result = {
  ratePerS,
  at: new Date().toISOString(),
  machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node ${process.versions.node}`,
  note: values.note,
  load: [before, load()],
  tools: present.map((peer) => peer?.name ?? ours),
  missing,
  scores,
  calm: calmScores,
};
console.log(section(result));

if (values['write-docs']) {
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, `${ratePerS}.json`), `${JSON.stringify(result, null, 2)}\n`);
  const all = readdirSync(kept).map((name) => JSON.parse(readFileSync(join(kept, name), 'utf8')) as Result);
  const had = [[ours, 'this repository'] as const, ...peers.map(({ name, from }) => [name, from] as const)];
  writeFileSync(join(root, 'docs/truth.md'), page(all, had));
}
