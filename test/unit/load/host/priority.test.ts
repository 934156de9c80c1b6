import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../../../harness/load/host/priority.ts', import.meta.url));
/** A separate process: this one keeps its priority. The 41st field of a thread's `stat` is its policy. */
const script = `
import { readFileSync } from 'node:fs';
import { requestRealtimePriority } from ${JSON.stringify(source)};
const refused = requestRealtimePriority();
const stat = readFileSync('/proc/thread-self/stat', 'utf8');
const policy = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38]);
console.log(JSON.stringify({ refused, policy }));`;
const roundRobin = 2;

it.runIf(process.platform === 'linux')('a thread reports realtime priority, or why it is not allowed', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  const { refused, policy } = JSON.parse(said) as { refused: string | null; policy: number };
  if (refused === null) expect(policy).toBe(roundRobin);
  else expect([refused.length > 0, policy === roundRobin]).toEqual([true, false]);
});
