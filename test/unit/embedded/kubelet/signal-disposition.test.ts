import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processes } from '../../../../harness/embedded/kubelet/processes.ts';
import { sigtermDisposition } from '../../../../harness/embedded/kubelet/signal-disposition.ts';
import { offLinux } from '../../../support/off-linux.ts';

const status = (caught: string, blocked: string) =>
  `Name:\tsh\nSigBlk:\t${blocked}\nSigIgn:\t0000000000000000\nSigCgt:\t${caught}\n`;
const none = '0000000000000000';

it.each([
  ['caught', status('0000000000014002', none)],
  // Shells block all signals while they start a child, whether or not they catch this one.
  ['caught', status('0000000000014002', 'fffffffe7ffbfeff')],
  ['blocked', status(none, '0000000000004000')],
  ['default', status('0000000000010002', none)],
  ['default', ''],
])('is %s', (disposition, text) => expect(sigtermDisposition(text)).toBe(disposition));

describe.skipIf(offLinux())('a first process', () => {
  /** Starts a shell and sends it SIGTERM once it has reported that it runs. */
  async function asked(script: string) {
    const running = processes();
    onTestFinished(() => running.killAll());
    const env = { PATH: process.env.PATH ?? '' };
    const program = running.start({ command: ['sh', '-c', script], env, cwd: '/' });
    if (program.stdout === null) throw new Error('it has no output');
    await once(program.stdout, 'data');
    program.terminate();
    return program;
  }

  it('that catches SIGTERM receives it, and ends in its own way', async () => {
    const program = await asked("trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done");
    expect((await program.ended).code).toBe(7);
  });

  it('that does not catch it continues, like process 1 of a container, until it is killed', async () => {
    const program = await asked('echo up; while :; do echo on; sleep 0.05; done');
    for (let lines = 0; lines < 10; lines += 1)
      await once(program.stdout as NonNullable<typeof program.stdout>, 'data');
    program.kill();
    expect((await program.ended).code).toBe(137);
  });

  it('that installs its handler late has lost earlier signals', async () => {
    const program = await asked(
      "echo up; sleep 0.4; trap 'exit 7' TERM; echo trapped; while :; do sleep 0.05; done",
    );
    await once(program.stdout as NonNullable<typeof program.stdout>, 'data');
    program.terminate();
    expect((await program.ended).code).toBe(7);
  });
});
