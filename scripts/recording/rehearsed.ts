import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JournalRecord } from '../../harness/journal/records.ts';
import { connect, type Kube } from '../../harness/kube/connect.ts';

const root = join(import.meta.dirname, '../..');
const lookEveryMs = 50;

/** A rehearsal that is being recorded, seen from outside: a separate process with its own folders. */
export interface Rehearsed extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Its exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  /** @throws Error if it left none */
  runDirectory(): string;
  /** Waits for a record of its journal. @throws Error if it ends before */
  until(holds: (record: JournalRecord) => boolean): Promise<void>;
  /** Its cluster's API, once it exists; to be closed. */
  kube(): Kube;
  /** The first of its children that runs this file. @throws Error if there is none */
  childRunning(file: string): number;
}

/** Starts the rehearsal of a scenario. Disposal removes its folders and ends its remaining processes. */
export function rehearse(scenario: string): Rehearsed {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  const reports = join(folder, 'reports');
  const started = command(folder, 'run', scenario, '--reports', reports);
  const private_ = () => join(folder, 'state', 'runs', basename(readRunId(reports)));
  return {
    process: started.child,
    ended: started.ended,
    runDirectory: () => runIn(reports),
    async until(holds) {
      for (;;) {
        const { exitCode, signalCode } = started.child;
        if (recordsIn(reports).some(holds)) return;
        if (exitCode !== null || signalCode !== null) throw new Error('the rehearsal ended before that');
        await delay(lookEveryMs);
      }
    },
    kube: () => connect(join(private_(), 'kubeconfig')),
    childRunning(file) {
      const lines = readFileSync(join(private_(), 'children.ndjson'), 'utf8').trim().split('\n');
      const pids = lines.map((line) => (JSON.parse(line) as { pid: number }).pid);
      const found = pids.find((pid) => readCommandLine(pid).includes(file));
      if (found === undefined) throw new Error(`no child runs ${file}`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      started.child.kill('SIGKILL');
      await started.ended;
      await command(folder, 'clean').ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function command(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'harness/cli/main.ts'), ...args], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, REHEARSE_STATE: join(folder, 'state') },
  });
  return { child, ended: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
}

function runIn(reports: string): string {
  const names = existsSync(reports) ? readdirSync(reports) : [];
  const found = names.find((name) => existsSync(join(reports, name, 'journal.ndjson')));
  if (found === undefined) throw new Error('the rehearsal left no run directory');
  return join(reports, found);
}

function recordsIn(reports: string): JournalRecord[] {
  if (!existsSync(reports)) return [];
  const names = readdirSync(reports).filter((name) => existsSync(join(reports, name, 'journal.ndjson')));
  return names.flatMap((name) =>
    readFileSync(join(reports, name, 'journal.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JournalRecord),
  );
}

/** The run's id, by the first line of its journal. */
function readRunId(reports: string): string {
  const header = recordsIn(reports)[0];
  if (header?.type !== 'journal') throw new Error('the rehearsal has not begun');
  return header.runId;
}

function readCommandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
