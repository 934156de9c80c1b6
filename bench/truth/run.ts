/**
 * Our load generator and others against a server with known failures, at one rate in one run (three to four
 * minutes):
 *
 *   node bench/truth/run.ts RATE [--tools a,b] [--faults a,b] [--rounds N] [--note TEXT] [--write-docs]
 * [--keep NAME]
 *
 * `--rounds` is how often the tools take turns at the fault `calm`. With `--write-docs` the result is stored
 * in reports/truth under the rate or NAME, added to earlier results of the same commit and tools, and
 * docs/truth.md is generated from all of them (other rates keep their text). `--note` adds a remark about the
 * run. A tool that is not installed is named; nothing is installed here. The machine should be idle: the load
 * average is printed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
import { calmRatePerS, joined, type Result } from './result.ts';
import type { Score } from './score.ts';
import { page, section, splitSections } from './table.ts';

const peers: readonly Peer[] = [vegeta, k6, oha, wrk2, autocannon];
const root = join(import.meta.dirname, '../..');
const kept = join(root, 'reports/truth');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tools: { type: 'string' },
    faults: { type: 'string' },
    rounds: { type: 'string', default: '1' },
    note: { type: 'string', default: '' },
    keep: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const ratePerS = Number(positionals[0] ?? 1000);
const rounds = Number(values.rounds);
const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
if (!isCount(ratePerS, 5000) || !isCount(rounds, 10)) {
  console.error('usage: see the head of bench/truth/run.ts; RATE from 1 to 5000, --rounds from 1 to 10');
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
  // Other tools are not tested with HTTP/2 or TLS here.
  const able = present.filter((peer) => peer === null || fault.lane === 'reused' || fault.lane === 'fresh');
  for (const peer of able) {
    const one = await runCell(peer, fault, rate);
    console.error(JSON.stringify(one));
    scores.push(one);
  }
  return scores;
}

const scores: Score[] = [];
const calmScores: Score[][] = [];
if (asked(values.faults, calm.name))
  for (let round = 0; round < rounds; round += 1) calmScores.push(await sideBySide(calm, calmRatePerS));
for (const fault of faults)
  if (asked(values.faults, fault.name) && isSeenAt(fault, ratePerS))
    scores.push(...(await sideBySide(fault, ratePerS)));

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const changed = git('status', '--porcelain', '--', 'bench', 'harness') === '' ? '' : ', changed';

const result: Result = {
  ratePerS,
  commit: `${git('rev-parse', '--short', 'HEAD')}${changed}`,
  machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node ${process.versions.node}`,
  pieces: [{ at: new Date().toISOString(), note: values.note, load: [before, load()] }],
  tools: present.map((peer) => peer?.name ?? ours),
  missing,
  scores,
  calm: calmScores,
};
console.log(section(result));

if (values['write-docs']) {
  mkdirSync(kept, { recursive: true });
  const readResult = (name: string) => JSON.parse(readFileSync(join(kept, name), 'utf8')) as Result;
  const name = `${values.keep ?? ratePerS}.json`;
  const whole = existsSync(join(kept, name)) ? joined(readResult(name), result) : result;
  writeFileSync(join(kept, name), `${JSON.stringify(whole, null, 2)}\n`);
  const had = [[ours, 'this repository'] as const, ...peers.map(({ name, from }) => [name, from] as const)];
  const docs = join(root, 'docs/truth.md');
  const earlier = splitSections(readFileSync(docs, 'utf8'));
  writeFileSync(docs, page(readdirSync(kept).sort().map(readResult), had, earlier));
}
