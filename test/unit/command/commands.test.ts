import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChildNote, createCommands } from '../../../harness/command/commands.ts';
import { isRunning, processId } from '../../../harness/command/process-id.ts';
import { RehearsalError } from '../../../harness/errors.ts';

const node = process.execPath;
const { run, lines } = createCommands();

/** Starts a grandchild, prints both process ids, and continues; `stubborn` ones ignore SIGTERM. */
const family = (stubborn: boolean) => {
  const deaf = stubborn ? "process.on('SIGTERM', () => {});" : '';
  const member = `${deaf} setInterval(() => {}, 1000);`;
  return `${deaf} const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(`${member} console.log('up ' + process.pid)`)}], { stdio: 'inherit' });
    console.log('up ' + process.pid); setInterval(() => {}, 1000);`;
};

describe('run', () => {
  it('returns what a program wrote to each stream', async () => {
    const result = await run(node, ['-e', "console.log('out'); console.error('err')"]);
    expect(result).toEqual({ stdout: 'out', stderr: 'err', exitCode: 0 });
  });

  it('passes arguments unchanged, without a shell', async () => {
    const hostile = '$(touch x); `id` "\'';
    const result = await run(node, ['-e', 'console.log(process.argv[1])', hostile]);
    expect(result.stdout).toBe(hostile);
  });

  it('gives a program its input, and no terminal', async () => {
    const copy = ['-e', 'process.stdin.pipe(process.stdout)'];
    expect((await run(node, copy, { input: 'a\nb' })).stdout).toBe('a\nb');
    expect((await run(node, copy)).stdout).toBe('');
  });

  it('adds to the environment instead of replacing it', async () => {
    const script = 'console.log(process.env.EXTRA, process.env.PATH !== undefined)';
    expect((await run(node, ['-e', script], { env: { EXTRA: 'yes' } })).stdout).toBe('yes true');
  });

  it('has passed on every line of both streams when it returns', async () => {
    const seen: string[] = [];
    const script = "for (let i = 0; i < 2000; i++) { console.log('o' + i); console.error('e' + i) }";
    await run(node, ['-e', script], { onLine: (line) => seen.push(line) });
    expect(seen.filter((line) => line.startsWith('o'))).toEqual(
      Array.from({ length: 2000 }, (_, i) => `o${i}`),
    );
    expect(seen.filter((line) => line.startsWith('e'))).toEqual(
      Array.from({ length: 2000 }, (_, i) => `e${i}`),
    );
  });

  it('accepts an allowed exit code as a result', async () => {
    const script = ['-e', "console.log('no'); process.exitCode = 3"];
    expect(await run(node, script, { accept: [3] })).toEqual({ stdout: 'no', stderr: '', exitCode: 3 });
  });

  it('names the command, its exit code and the end of its output when it fails', async () => {
    const script = ['-e', "console.error('the reason'); process.exitCode = 7"];
    const failure = await run(node, script).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RehearsalError);
    expect(failure).toMatchObject({ code: 'command-failed' });
    expect(String(failure)).toMatch(/ended with code 7:\nthe reason$/);
  });

  it('reports a program that is not on the PATH', async () => {
    const failure = run('no-such-program-anywhere', []);
    await expect(failure).rejects.toThrow('no-such-program-anywhere is not on the PATH');
  });

  it('starts nothing when it is already aborted', async () => {
    const onChild = vi.fn();
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(createCommands(onChild).run(node, ['-e', ''], { signal })).rejects.toThrow('too late');
    expect(onChild).not.toHaveBeenCalled();
  });

  it.each([
    ['at abort', false],
    ['at abort, also those that ignore SIGTERM', true],
  ])('leaves no process of the group %s', async (_, stubborn) => {
    const stop = new AbortController();
    const pids: number[] = [];
    const onLine = (line: string) => {
      pids.push(Number(line.slice(3)));
      if (pids.length === 2) stop.abort(new Error('stopped by the user'));
    };
    const running = run(node, ['-e', family(stubborn)], { signal: stop.signal, onLine });
    await expect(running).rejects.toThrow('stopped by the user');
    expect(pids.map(processId)).toEqual([null, null]);
  });

  it('leaves no process of the group at a timeout, and reports the timeout', async () => {
    const pids: number[] = [];
    const onLine = (line: string) => pids.push(Number(line.slice(3)));
    const running = run(node, ['-e', family(false)], { timeoutMs: 1_500, onLine });
    await expect(running).rejects.toThrow('did not end in time');
    expect(pids.map(processId)).toEqual(pids.map(() => null));
  });

  it('asks a program to end, and takes what it ends with as its result', async () => {
    const interrupt = new AbortController();
    const script =
      "process.on('SIGINT', () => { console.log('cleaning up'); process.exit(3); }); console.log('ready'); setInterval(() => {}, 1000);";
    const onLine = (line: string) => line === 'ready' && interrupt.abort();
    expect(await run(node, ['-e', script], { interrupt: interrupt.signal, onLine })).toMatchObject({
      exitCode: 3,
      stdout: 'ready\ncleaning up',
    });
  });

  it('has the exit code of a shell where SIGINT ended the program', async () => {
    const interrupt = new AbortController();
    const onLine = () => interrupt.abort();
    const script = "console.log('ready'); setInterval(() => {}, 1000);";
    const done = await run(node, ['-e', script], { interrupt: interrupt.signal, onLine });
    expect(done).toMatchObject({ exitCode: 130, stdout: 'ready' });
  });

  it('gives a program its own process group', async () => {
    const script =
      "console.log(require('node:fs').readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[2], process.pid)";
    const [group, pid] = (await run(node, ['-e', script])).stdout.split(' ');
    expect(group).toBe(pid);
  });
});

describe('records of children', () => {
  it('contain the start of a child while it runs and its end afterwards', async () => {
    const notes: (ChildNote & { running: boolean })[] = [];
    const noted = createCommands((note) => notes.push({ ...note, running: isRunning(note.process) }));
    await noted.run(node, ['-e', '']);
    expect(notes.map(({ edge, running, command }) => ({ edge, running, command }))).toEqual([
      { edge: 'begin', running: true, command: [node, '-e', ''] },
      { edge: 'end', running: false, command: [node, '-e', ''] },
    ]);
    expect(notes[0]?.process).toEqual(notes[1]?.process);
  });
});

describe('an adopted child', () => {
  it('is recorded like one that was started here', () => {
    const notes: ChildNote[] = [];
    const noteEnd = createCommands((note) => notes.push(note)).adopt(process.pid, ['forked']);
    expect(notes).toEqual([{ edge: 'begin', process: processId(process.pid), command: ['forked'] }]);
    noteEnd();
    expect(notes.map(({ edge }) => edge)).toEqual(['begin', 'end']);
  });

  it('is refused if it cannot be recorded', () => {
    const full = createCommands(() => {
      throw new Error('no space left');
    });
    expect(() => full.adopt(process.pid, ['forked'])).toThrow('no space left');
  });
});

describe('a child that cannot be recorded', () => {
  const full = new Error('ENOSPC: no space left on device');
  const failingAt = (edge: ChildNote['edge']) => {
    const started: ChildNote[] = [];
    const commands = createCommands((note) => {
      started.push(note);
      if (note.edge === edge) throw full;
    });
    return { commands, started };
  };
  const idle = ['-e', 'setInterval(() => {}, 1000)'];

  it.each(['run', 'lines'] as const)('is ended before %s fails', async (way) => {
    const { commands, started } = failingAt('begin');
    const failing = way === 'run' ? commands.run(node, idle) : Array.fromAsync(commands.lines(node, idle));
    const failure = await failing.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RehearsalError);
    expect(failure).toMatchObject({ code: 'command-failed', cause: full });
    expect(String(failure)).toContain('could not be noted: ENOSPC');
    expect(started.map(({ edge, process }) => [edge, isRunning(process)])).toEqual([['begin', false]]);
  });

  it('has finished its work even if only its end is not recorded', async () => {
    const { commands } = failingAt('end');
    expect((await commands.run(node, ['-e', 'console.log(1)'])).stdout).toBe('1');
    expect(await Array.fromAsync(commands.lines(node, ['-e', 'console.log(1)']))).toEqual(['1']);
  });
});

describe('lines', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lines-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('arrive while the program still runs', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const script = "console.log('first'); setInterval(() => {}, 1000)";
    for await (const line of lines(node, ['-e', script], { signal: stop.signal })) {
      seen.push(line);
      stop.abort();
    }
    expect(seen).toEqual(['first']);
  });

  it('end with the program, whatever its exit code', async () => {
    const script = "process.stdout.write('a\\nb'); process.exitCode = 4";
    expect(await Array.fromAsync(lines(node, ['-e', script]))).toEqual(['a', 'b']);
  });

  it('keep their newlines on request, so that a torn last line is visible', async () => {
    const script = "process.stdout.write('a\\nb')";
    expect(await Array.fromAsync(lines(node, ['-e', script], { newlines: 'kept' }))).toEqual(['a\n', 'b']);
  });

  it('end the program when the reader stops', async () => {
    const pids: number[] = [];
    for await (const line of lines(node, ['-e', family(false)])) {
      pids.push(Number(line.slice(3)));
      if (pids.length === 2) break;
    }
    expect(pids.map(processId)).toEqual([null, null]);
  });

  it('end quietly at abort while nothing is being written', async () => {
    const stop = new AbortController();
    const file = join(folder, 'pid');
    const script = `require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const all = Array.fromAsync(lines(node, ['-e', script], { signal: stop.signal }));
    const pid = await vi.waitFor(() => Number.parseInt(readFileSync(file, 'utf8'), 10), { timeout: 10_000 });
    stop.abort();
    expect(await all).toEqual([]);
    expect(processId(pid)).toBeNull();
  });

  it('fail when the program is not on the PATH', async () => {
    const none = Array.fromAsync(lines('no-such-program-anywhere', []));
    await expect(none).rejects.toThrow('no-such-program-anywhere is not on the PATH');
  });
});
