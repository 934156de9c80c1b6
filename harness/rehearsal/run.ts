import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { type Commands, createCommands } from '../command/commands.ts';
import { RehearsalError } from '../errors.ts';
import { type Clock, clockFrom } from '../journal/clock.ts';
import { openJournal } from '../journal/journal-writer.ts';
import { type JournalEntry, type JournalRecord, journalVersion } from '../journal/records.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import type { PlacedObject } from '../scenario/manifests.ts';
import { resolvedFile } from '../scenario/resolved/resolved-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { shortNames } from '../timeline/names.ts';
import { TimelineFold } from '../timeline/timeline.ts';
import type { Interruption } from './interruption.ts';
import { type Log, openLog } from './log.ts';
import { computeFloorKey, copyFloor } from './noise-floor.ts';
import { createPrivateFolder, type PrivateFolder } from './private-folder.ts';
import type { Environment } from './requests.ts';
import { createRunDirectory, newRunId, type RunDirectory, writeJson } from './run-directory.ts';
import { redactSecrets } from './secrets/redact-secrets.ts';
import type { View } from './view.ts';

/** What the user requested. */
export interface Request {
  readonly loaded: LoadedScenario;
  /** Which repetition of the roll, from 0. */
  readonly repetition: number;
  readonly reportsFolder: string;
  /** Folder of the noise floors; one for all repetitions and attempts. */
  readonly floorFolder: string;
  readonly stateFolder: string;
  readonly keep: boolean;
  /** Where the harness's own log is also shown; null hides it. */
  readonly verbose: { write(text: string): void } | null;
  readonly toolVersion: string;
  readonly nodeVersion: string;
  /** Source of secret headers. Never written anywhere. */
  readonly env: Environment;
  /** Process id of the harness, for `clean`. */
  readonly pid: number;
  readonly onRunId: (runId: string) => void;
}

/** One running rehearsal: its files, its timeline, its interruption. */
export interface Run {
  readonly id: string;
  readonly scenario: Scenario;
  /** The content of its manifests. */
  readonly objects: readonly PlacedObject[];
  /** See `LoadedScenario`. */
  readonly hookObjects: LoadedScenario['hookObjects'];
  readonly env: Environment;
  /** Which repetition of the roll, from 0. */
  readonly repetition: number;
  readonly directory: RunDirectory;
  readonly privateFolder: PrivateFolder;
  readonly clock: Clock;
  readonly journal: { append(entry: JournalEntry): void; close(): void };
  /** The state from the journal so far: read by gates and the live view. */
  readonly timeline: TimelineFold;
  /** Calls back with each record that is journaled from now on, after it was folded. @returns ends that */
  onRecord(listener: (record: JournalRecord) => void): () => void;
  readonly log: Log;
  readonly commands: Commands;
  readonly view: View;
  readonly interruption: Interruption;
}

/** Opens the run directory and the private folder of a new run. */
export function openRun(request: Request, view: View, interruption: Interruption): Run {
  const { loaded } = request;
  const { scenario } = loaded;
  const now = new Date();
  const clock = clockFrom();
  const id = newRunId(now);
  request.onRunId(id);
  const directory = createRunDirectory(request.reportsFolder, id, scenario.metadata.name);
  writeFileSync(directory.scenario, loaded.source);
  writeJson(directory.resolved, resolvedFile(scenario));
  const log = openLog(directory.log, request.verbose);
  const machine = {
    cpus: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: request.nodeVersion,
  };
  const privateFolder = createPrivateFolder(
    request.stateFolder,
    {
      runId: id,
      provider: scenario.cluster.provider,
      runDirectory: directory.path,
      startedAt: now.toISOString(),
    },
    request.pid,
  );
  const timeline = new TimelineFold('left out');
  const listeners = new Set<(record: JournalRecord) => void>();
  const journal = openJournal(
    directory.journal,
    {
      type: 'journal',
      version: journalVersion,
      originNs: String(clock.originNs),
      tool: request.toolVersion,
      runId: id,
      wall: now.toISOString(),
      machine,
    },
    clock,
    (record) => {
      timeline.add(record);
      for (const listener of listeners) listener(record);
    },
  );
  journal.append(copyFloor(request.floorFolder, directory, computeFloorKey(scenario, machine)));
  const commands = createCommands((note) => {
    privateFolder.noteChild(note);
    log.debug({ command: note.command, pid: note.process.pid }, `command ${note.edge}`);
  });
  const run = {
    id,
    scenario,
    objects: loaded.objects,
    hookObjects: loaded.hookObjects,
    env: request.env,
    repetition: request.repetition,
    directory,
    privateFolder,
    clock,
    timeline,
    onRecord: (listener: (record: JournalRecord) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    log,
    commands,
    view: { ...view, say: (text: string) => view.say(shortNames(text, timeline.view())) },
    interruption,
  };
  return {
    ...run,
    journal: {
      append(entry) {
        journal.append(redactEntry(entry));
        // Gates read the journal's content: without it they would continue to pass with the last written state.
        if (journal.failure !== null) interruption.breakOff(journalLost(journal.failure));
      },
      close: () => journal.close(),
    },
  };
}

function journalLost(cause: Error): RehearsalError {
  return new RehearsalError('harness-failed', `the journal can't be written: ${cause.message}`, {
    cause,
    hint: 'Look at the free space under the reports folder, then run again.',
  });
}

/** Text may quote a program's output; what looks like a credential never reaches the journal. */
function redactEntry(entry: JournalEntry): JournalEntry {
  if (['error', 'note', 'event', 'warning'].includes(entry.type) && 'message' in entry)
    return { ...entry, message: redactSecrets(entry.message) };
  if (['intent', 'fact', 'hook'].includes(entry.type) && 'detail' in entry && entry.detail !== undefined)
    return { ...entry, detail: redactSecrets(entry.detail) };
  if (entry.type === 'validation') return { ...entry, unmet: entry.unmet.map(redactSecrets) };
  if (entry.type === 'roll-line') return { ...entry, text: redactSecrets(entry.text) };
  if (entry.type === 'roll-command') return { ...entry, command: entry.command.map(redactSecrets) };
  return entry;
}
