/**
 * The cost of a quickstart run: seconds from start to exit, and the peak memory of every process of the
 * harness (PSS, so that shared pages count once), the workload's pods separately.
 *
 *   node bench/quickstart-cost.ts [SCENARIO]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const everyMs = 500;
const root = fileURLToPath(new URL('..', import.meta.url));
// As in `pnpm rehearse`.
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: { readonly rehearse: string };
};
const command = scripts.rehearse.split(' ').slice(1);
const [scenario = 'scenarios/quickstart.yaml'] = process.argv.slice(2);

interface Reading {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly isPod: boolean;
  readonly pssKb: number;
}

/** Null for a process that has ended meanwhile, or that may not be read. */
function reading(pid: number): Reading | null {
  try {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    const words = read('cmdline').split('\0');
    const script = words.find((word) => /\.[jt]s$/.test(word)) ?? words[0] ?? '';
    return {
      pid,
      parent: Number(/^PPid:\s+(\d+)$/m.exec(read('status'))?.[1]),
      name: basename(script),
      // The control lane's web service is the harness's own and has no pod's name.
      isPod: read('environ')
        .split('\0')
        .some((one) => one.startsWith('POD_NAME=')),
      pssKb: Number(/^Pss:\s+(\d+) kB$/m.exec(read('smaps_rollup'))?.[1]),
    };
  } catch {
    return null;
  }
}

/** A process and all its descendants. */
function family(root: number): readonly Reading[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => reading(Number(name)))
    .filter((one) => one !== null);
  const known = new Set([root]);
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    for (const one of all) if (known.has(one.parent)) known.add(one.pid);
  }
  return all.filter((one) => known.has(one.pid));
}

const reports = mkdtempSync(join(tmpdir(), 'quickstart-cost-'));
const began = performance.now();
const child = spawn(process.execPath, [...command, scenario, '--reports', reports], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let said = '';
child.stdout.on('data', (chunk: Buffer) => {
  said += String(chunk);
});
const exited = once(child, 'exit');
let ended = false;
exited.then(() => {
  ended = true;
});

let highest: readonly Reading[] = [];
const sumKb = (readings: readonly Reading[], isPod: boolean) =>
  readings.reduce((sum, one) => sum + (one.isPod === isPod ? one.pssKb : 0), 0);
while (!ended) {
  const now = family(child.pid ?? 0);
  if (sumKb(now, false) > sumKb(highest, false)) highest = now;
  await new Promise((resolve) => setTimeout(resolve, everyMs));
}
const [exitCode] = await exited;
const mb = (kb: number) => (kb / 1024).toFixed(0).padStart(5);

console.log(
  `${scenario}: exit code ${exitCode} after ${((performance.now() - began) / 1000).toFixed(1)} s, on ${availableParallelism()} cores`,
);
console.log('memory (PSS, MB) when the harness had most:');
for (const one of highest.toSorted((a, b) => b.pssKb - a.pssKb))
  console.log(`${mb(one.pssKb)}  ${one.name}${one.isPod ? ' (pod)' : ''}`);
console.log(`${mb(sumKb(highest, false))}  all of the harness`);
console.log(`${mb(sumKb(highest, true))}  the workload's pods`);
console.log(said.split('\n').slice(-8).join('\n'));
rmSync(reports, { recursive: true });
