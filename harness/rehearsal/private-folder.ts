import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ChildNote } from '../command/commands.ts';
import { isGroupRunning, isRunning, type ProcessId, processId } from '../command/process-id.ts';
import type { ProviderName } from '../scenario/providers/table.ts';

/** A run's record for `clean`. */
export interface RunState {
  readonly runId: string;
  readonly provider: ProviderName;
  /** The harness's own process. */
  readonly process: ProcessId | null;
  readonly runDirectory: string;
  readonly startedAt: string;
  /** Kept on purpose (`--keep`). */
  readonly kept: boolean;
}

/**
 * A run's private folder (0700): its kubeconfig, its state and its children. Outside the run directory, which
 * people share; removed by teardown and by `clean`.
 */
export interface PrivateFolder {
  readonly path: string;
  noteChild(note: ChildNote): void;
  keep(): void;
  remove(): void;
}

const stateFile = 'run.json';
const childrenFile = 'children.ndjson';

/** Creates the private folder of a new run of this process. */
export function createPrivateFolder(
  stateFolder: string,
  run: Omit<RunState, 'kept' | 'process'>,
  pid: number,
): PrivateFolder {
  const path = join(runsFolder(stateFolder), run.runId);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const write = (state: RunState) => {
    const file = join(path, stateFile);
    writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const state: RunState = { ...run, process: processId(pid), kept: false };
  write(state);
  return {
    path,
    noteChild({ edge, process }) {
      // Late records of ended children may arrive after the folder has been removed.
      if (existsSync(path))
        appendFileSync(join(path, childrenFile), `${JSON.stringify({ edge, ...process })}\n`, {
          mode: 0o600,
        });
    },
    keep: () => write({ ...state, kept: true }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A run that has a private folder. */
export interface KnownRun {
  readonly runId: string;
  readonly path: string;
  /** Null if a kill came before it was written, or a power failure before it was on the disk. */
  readonly state: RunState | null;
  readonly alive: boolean;
  /** Children that were started and still run, or that left members in their process group. */
  readonly children: readonly ProcessId[];
}

/** Every run that has not been torn down: alive, kept, or killed. */
export function listKnownRuns(stateFolder: string): readonly KnownRun[] {
  const folder = runsFolder(stateFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((runId) => {
      const path = join(folder, runId);
      const state = readState(join(path, stateFile));
      return {
        runId,
        path,
        state,
        alive: state?.process != null && isRunning(state.process),
        children: findRunningChildren(join(path, childrenFile)),
      };
    });
}

const runsFolder = (stateFolder: string) => join(stateFolder, 'runs');

function readState(file: string): RunState | null {
  return existsSync(file) ? parseJson<RunState>(readFileSync(file, 'utf8')) : null;
}

function findRunningChildren(file: string): readonly ProcessId[] {
  if (!existsSync(file)) return [];
  const running = new Map<string, ProcessId>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // Only the last line of a killed run can be torn, and its child cannot be found in any other way.
    const note = parseJson<{ edge: 'begin' | 'end' } & ProcessId>(line);
    if (note?.edge === 'begin')
      running.set(`${note.pid} ${note.started}`, { pid: note.pid, started: note.started });
    if (note?.edge === 'end') running.delete(`${note.pid} ${note.started}`);
  }
  return [...running.values()].filter(isGroupRunning);
}

/** Null for a line that a kill or a power failure left incomplete. */
function parseJson<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
