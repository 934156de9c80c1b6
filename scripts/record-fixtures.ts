/**
 * Records the corpus of judged runs again: node scripts/record-fixtures.ts [NAME…]
 *
 * Each scenario of test/fixtures/recordings/scenarios is rehearsed as any other, and what the judge reads of its run directory is
 * copied beside it. What to expect of each stands in test/fixtures/recordings/README.md, written before it was judged.
 * `killed` is the scenario leaves-in-order, whose harness is killed while a worker is drained.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const recordings = join(root, 'test/fixtures/recordings');
const scenarios = join(recordings, 'scenarios');
/** All that the judge reads. */
const evidence = ['scenario.yaml', 'scenario.resolved.json', 'plan.json', 'journal.ndjson'];

const all = [...readdirSync(scenarios).map((file) => basename(file, '.yaml')), 'killed'];
const wanted = process.argv.slice(2);
for (const name of wanted.length === 0 ? all : wanted) await record(name);

async function record(name: string): Promise<void> {
  const reports = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    const killed = name === 'killed';
    const scenario = join(scenarios, `${killed ? 'leaves-in-order' : name}.yaml`);
    const child = rehearse('run', scenario, '--reports', reports);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    if (killed) {
      await drainOfWorker(reports);
      child.kill('SIGKILL');
    }
    const code = await ended;
    const run = runIn(reports);
    if (run === undefined) throw new Error(`${name} left no run directory`);
    if (killed) await new Promise((resolve) => rehearse('clean', basename(run)).once('exit', resolve));
    const to = join(recordings, name);
    rmSync(to, { recursive: true, force: true });
    for (const file of filesOf(run)) pack(join(run, file), join(to, `${file}.gz`));
    process.stdout.write(`${name}: exit code ${code}\n`);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

function filesOf(run: string): string[] {
  return [...evidence, ...readdirSync(join(run, 'samples')).map((file) => join('samples', file))];
}

function pack(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, gzipSync(readFileSync(from), { level: 9 }));
}

function rehearse(...args: string[]) {
  return spawn(process.execPath, [join(root, 'harness/cli/main.ts'), ...args], {
    cwd: root,
    stdio: 'ignore',
  });
}

function runIn(reports: string): string | undefined {
  const found = readdirSync(reports).find((one) => existsSync(join(reports, one, 'journal.ndjson')));
  return found === undefined ? undefined : join(reports, found);
}

/** Half way: a worker's drain is under way. */
async function drainOfWorker(reports: string): Promise<void> {
  const drains = /"action":"drain","edge":"begin"/;
  for (;;) {
    const run = runIn(reports);
    if (run !== undefined) {
      const lines = readFileSync(join(run, 'journal.ndjson'), 'utf8').split('\n');
      if (lines.some((line) => drains.test(line) && line.includes('"role":"worker"'))) return;
    }
    await delay(100);
  }
}
