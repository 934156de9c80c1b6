/** A rehearsal as a user starts it: the command line in a separate process, with its own folders. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../../harness/cli/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Maximum time that a test waits for a rehearsal to reach a state. */
export const longestWaitMs = 12 * 60_000;

export interface Record_ {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface RehearsalProcess {
  readonly child: ChildProcess;
  readonly folder: string;
  /** stdout and stderr so far. */
  output(): string;
  ended: Promise<number | null>;
  runDirectory(): string | null;
  records(): readonly Record_[];
  /** Waits for a journal record; fails if the process ends before, or after `longestWaitMs`. */
  until(what: (record: Record_) => boolean): Promise<Record_>;
  /** Waits for a condition outside the journal; fails likewise. */
  untilTrue(condition: () => boolean): Promise<void>;
}

/**
 * A folder for one test: reports, private state and a home. At the end of the test everything that its runs
 * left on the machine is cleaned; a failed test's folder is kept for inspection.
 */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rehearse-e2e-'));
  mkdirSync(join(folder, 'home'));
  onTestFinished(async ({ task }) => {
    const cleaning = launch(folder, ['clean'], {});
    const code = await cleaning.ended;
    if (code === 0 && task.result?.state === 'pass') return rmSync(folder, { recursive: true, force: true });
    console.warn(`${task.name}: its files are in ${folder}`);
    if (code !== 0) throw new Error(`clean ended with ${code}:\n${cleaning.output()}`);
  });
  return folder;
}

/** Starts the tool in a test's folder. It is killed at the end of the test if it still runs. */
export function start(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): RehearsalProcess {
  const started = launch(folder, args, env);
  onTestFinished(async () => {
    const { pid, exitCode, signalCode } = started.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    process.kill(-pid, 'SIGKILL');
    await started.ended;
  });
  return started;
}

function launch(folder: string, args: readonly string[], env: Record<string, string>): RehearsalProcess {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: root,
    // A separate process group, so that a test can send Ctrl-C to it alone.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      REHEARSE_STATE: join(folder, 'state'),
      // Without KUBECONFIG, a program that lacks an explicit kubeconfig would write to the one in this home.
      HOME: join(folder, 'home'),
      KUBECONFIG: undefined,
      // The engine is still the user's: its context and plugins are found from here.
      DOCKER_CONFIG: process.env.DOCKER_CONFIG ?? join(homedir(), '.docker'),
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  let exited = false;
  void ended.then(() => (exited = true));
  const reports = join(folder, 'reports');
  const runDirectory = () => {
    const [name] = existsSync(reports)
      ? readdirSync(reports)
          .filter((entry) => /^\d{8}-/.test(entry) && !entry.includes('.tuning.'))
          .sort()
          .slice(-1)
      : [];
    return name === undefined ? null : join(reports, name);
  };
  const records = () => {
    const directory = runDirectory();
    if (directory === null || !existsSync(join(directory, 'journal.ndjson'))) return [];
    const lines = readFileSync(join(directory, 'journal.ndjson'), 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Record_);
  };
  const tail = () => output.split('\n').slice(-40).join('\n');
  const waitFor = async <T>(look: () => T | undefined): Promise<T> => {
    const deadlineMs = Date.now() + longestWaitMs;
    for (;;) {
      // Recorded before the check, so that its last action is not missed.
      const over = exited;
      const found = look();
      if (found !== undefined) return found;
      if (over) throw new Error(`the rehearsal ended before that; it said last:\n${tail()}`);
      if (Date.now() > deadlineMs)
        throw new Error(`not within ${longestWaitMs / 60_000} minutes; the rehearsal said last:\n${tail()}`);
      await sleep(200);
    }
  };
  return {
    child,
    folder,
    output: () => output,
    ended,
    runDirectory,
    records,
    until: (what) => waitFor(() => records().find(what)),
    async untilTrue(condition) {
      await waitFor(() => condition() || undefined);
    },
  };
}

/** Runs a command of the tool to its end. */
export async function run(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string; process: RehearsalProcess }> {
  const started = start(folder, args, env);
  const code = await started.ended;
  return { code, output: started.output(), process: started };
}
