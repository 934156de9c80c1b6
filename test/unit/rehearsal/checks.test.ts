import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism, constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../harness/cli/program.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';
import { offLinux } from '../../support/off-linux.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A scenario that this machine can't run. */
const unfit = `
apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: shop }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4 }
load:
  cpus: "1000"
  targets: [{ name: api, request: { headers: { Authorization: { env: SHOP_TOKEN } } } }]
`;

/** What a command says about each check that failed: its name and finding, then what to do. */
const missing = (text: string, before: RegExp) =>
  [...text.matchAll(before)].map(([, finding, hint]) => `${finding} | ${hint}`).toSorted();

/** Ends with its standard input, so that it can't outlive a test process that is killed. */
const endlessLoop = 'exec 3<&0; (cat <&3; kill -9 $$) & echo begun; while :; do :; done';

/** Keeps every processor busy, and gives way to whatever else wants it, until disposed. */
async function busyMachine(): Promise<Disposable> {
  const loops = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn('sh', ['-c', endlessLoop], { stdio: ['pipe', 'pipe', 'ignore'] }),
  );
  for (const { pid } of loops) setPriority(pid ?? 0, constants.priority.PRIORITY_LOW);
  await Promise.all(loops.map(({ stdout }) => once(stdout, 'data')));
  return {
    [Symbol.dispose]: () => {
      for (const loop of loops) loop.kill('SIGKILL');
    },
  };
}

describe.skipIf(offLinux())('`doctor SCENARIO` and the run', () => {
  it('list the same missing prerequisites, all at once, each with what to do', async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, 'occupied'), 'a file');
    const scenario = join(folder.path, 'shop.yaml');
    writeFileSync(scenario, unfit);
    const given = { cwd: folder.path, stateFolder: join(folder.path, 'occupied', 'state') };
    const program = async (...args: string[]) => {
      const context = memoryContext([...args, '--reports', 'occupied/reports'], given);
      return { exitCode: await runProgram(context), out: context.out(), err: context.err() };
    };

    const doctor = await program('doctor', scenario);
    const run = await program(scenario);
    const listed = missing(doctor.out, /^MISS (.*)\n {5}(.*) \([a-z-]+\)$/gm);
    expect([doctor.exitCode, run.exitCode]).toEqual([3, 3]);
    expect(listed).toEqual(missing(run.err, /^ {2}(?!code|do)(\S.*)\n {4}(\S.*)$/gm));
    for (const found of [
      /reports folder .*ENOTDIR.*--reports/,
      /state folder .*ENOTDIR/,
      /header Authorization of api: SHOP_TOKEN is not set/,
      /processors 1000 of load\.cpus: 1000 missing/,
    ])
      expect(listed.filter((line) => found.test(line))).toHaveLength(1);
  });

  it('warn of a busy machine, which is no reason not to run', async () => {
    using folder = tempFolder();
    using _busy = await busyMachine();
    const scenario = join(process.cwd(), 'scenarios/quickstart.yaml');
    const context = memoryContext(['doctor', scenario], {
      ...{ cwd: folder.path, stateFolder: join(folder.path, 'state') },
    });
    await runProgram(context);
    const [, found, hint] = /^WARN load of this machine: (.*)\n {5}(.*)$/m.exec(context.out()) ?? [];
    expect(found, context.out()).toMatch(/^<?0\.\d of \d+ processors were free for one second/);
    expect(hint).toMatch(/^Stop the other work, .*judged\.$/);
    expect(context.out()).not.toMatch(/MISS load of this machine/);
  });
});
