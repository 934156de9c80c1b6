import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctorCommand } from '../../../harness/cli/doctor.ts';
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

/** A command's output about each failed check: its name and finding, then what to do. */
const missing = (text: string, before: RegExp) =>
  [...text.matchAll(before)].map(([, finding, hint]) => `${finding} | ${hint}`).toSorted();

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

  it('warn of a busy machine, which does not prevent a run', async () => {
    using folder = tempFolder();
    const scenario = join(process.cwd(), 'scenarios/quickstart.yaml');
    const given = { cwd: folder.path, stateFolder: join(folder.path, 'state') };
    const doctor = async (busyShare: number) => {
      const context = memoryContext([], given);
      const use = { busyShare, waitingShare: null, processes: [] };
      const exitCode = await doctorCommand(
        context,
        scenario,
        { set: [], reports: 'reports' },
        async () => use,
      );
      return { exitCode, out: context.out() };
    };
    const [free, busy] = [await doctor(0), await doctor(1)];
    expect(free.out).toMatch(/^ok {3}load of this machine: /m);
    const [, found, hint] = /^WARN load of this machine: (.*)\n {5}(.*)$/m.exec(busy.out) ?? [];
    expect(found, busy.out).toMatch(/^0\.0 of \d+ processors were free for one second$/);
    expect(hint).toMatch(/^Stop the other work, .*judged\.$/);
    expect(busy.exitCode).toBe(free.exitCode);
  });
});
