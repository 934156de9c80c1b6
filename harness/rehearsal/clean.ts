import { rmSync } from 'node:fs';
import { pause } from '../async/pause.ts';
import type { Leftover, Provider } from '../clusters/cluster.ts';
import type { Commands } from '../command/commands.ts';
import { processGroup } from '../command/process-group.ts';
import { isGroupRunning, type ProcessId } from '../command/process-id.ts';
import { errorMessage, RehearsalError } from '../errors.ts';
import type { ProviderName } from '../scenario/providers/table.ts';
import { type KnownRun, listKnownRuns } from './private-folder.ts';

/** The result of `clean` for one run, as text. */
export type CleanResult =
  | {
      readonly runId: string;
      readonly action: 'removed' | 'left-running' | 'left-kept' | 'left-unknown';
      readonly removed: readonly string[];
    }
  | {
      readonly runId: string;
      readonly action: 'failed';
      /** Parts that were removed before the failure; the rest is left to the next `clean`. */
      readonly removed: readonly string[];
      readonly message: string;
    }
  | {
      /** A provider that can't be asked, such as kind without Docker. */
      readonly provider: ProviderName;
      readonly action: 'not-asked';
      readonly message: string;
    };

type Providers = Readonly<Record<ProviderName, Provider>>;

/** The providers' leftovers of one run, or of all. */
type Leftovers = (runId: string | null) => Promise<readonly Leftover[]>;

/**
 * Removes what killed runs left behind, and only that: an active run stays, and so does a kept one unless it is named.
 * Objects with a run's label that belong to no known run may be another user's: they are removed only when named.
 * Reports each run when it is done with it; one that can't be removed does not prevent the others.
 */
export async function* clean(options: {
  stateFolder: string;
  providers: Providers;
  commands: Commands;
  only: string | null;
  signal: AbortSignal;
}): AsyncGenerator<CleanResult> {
  const { providers, commands, only, signal } = options;
  const findLeftovers =
    (asked: readonly Provider[], privateFolder: string | null): Leftovers =>
    async (runId) =>
      (
        await Promise.all(
          asked.map(async (provider) =>
            selectRemovable(provider, await provider.leftovers(commands, runId, signal, privateFolder)),
          ),
        )
      ).flat();
  const known = listKnownRuns(options.stateFolder).filter((run) => only === null || run.runId === only);
  for (const run of known) {
    const { runId, state } = run;
    // All of them if the kill came before the provider was recorded.
    const makers = state === null ? Object.values(providers) : [providers[state.provider]];
    if (run.alive) yield { runId, action: 'left-running', removed: [] };
    else if (state?.kept && only === null) yield { runId, action: 'left-kept', removed: [] };
    else
      yield await reportRemoval(runId, signal, (removed) =>
        removeRun(run, findLeftovers(makers, run.path), signal, removed),
      );
  }
  const knownIds = new Set(known.map((run) => run.runId));
  if (only !== null && knownIds.has(only)) return;
  for (const [name, provider] of Object.entries(providers) as [ProviderName, Provider][]) {
    const ofProvider = findLeftovers([provider], null);
    const found = await findLabelledRuns(ofProvider, only, signal);
    if (found instanceof RehearsalError) {
      yield { provider: name, action: 'not-asked', message: found.message };
      continue;
    }
    for (const runId of found.filter((id) => !knownIds.has(id)))
      yield only === null
        ? { runId, action: 'left-unknown', removed: [] }
        : await reportRemoval(runId, signal, (removed) =>
            removeLeftovers(runId, ofProvider, signal, removed),
          );
  }
}

/** A borrowed cluster is never deleted, even if it has a run's label. */
function selectRemovable({ traits }: Provider, leftovers: readonly Leftover[]): readonly Leftover[] {
  return leftovers.filter(({ kind }) => kind !== 'cluster' || traits.ownership === 'created');
}

/** @throws the signal's reason when aborted; any other failure belongs to the run, and is reported with it */
async function reportRemoval(
  runId: string,
  signal: AbortSignal,
  work: (removed: string[]) => Promise<void>,
): Promise<CleanResult> {
  const removed: string[] = [];
  try {
    await work(removed);
    return { runId, action: 'removed', removed };
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      runId,
      action: 'failed',
      removed,
      message: errorMessage(error),
    };
  }
}

async function removeRun(
  run: KnownRun,
  findLeftovers: Leftovers,
  signal: AbortSignal,
  removed: string[],
): Promise<void> {
  // First everything that could still create objects: a `kind create` continues after its parent was killed.
  removed.push(...(await Promise.all(run.children.map(endGroup))));
  await removeLeftovers(run.runId, findLeftovers, signal, removed);
  rmSync(run.path, { recursive: true, force: true });
  removed.push('private folder');
}

/** Repeated until nothing is found: a container that was requested just before the kill appears a moment later. */
async function removeLeftovers(
  runId: string,
  findLeftovers: Leftovers,
  signal: AbortSignal,
  removed: string[],
): Promise<void> {
  for (let empty = 0; empty < 2; ) {
    const leftovers = await findLeftovers(runId);
    for (const leftover of leftovers) {
      await leftover.remove(signal);
      removed.push(`${leftover.kind} ${leftover.name}`);
    }
    empty = leftovers.length === 0 ? empty + 1 : 0;
    if (empty < 2) await pause(1_000, signal);
  }
}

/** A missing prerequisite is a valid answer: a user without Docker has no runs on kind to remove. */
async function findLabelledRuns(
  findLeftovers: Leftovers,
  only: string | null,
  signal: AbortSignal,
): Promise<readonly string[] | RehearsalError> {
  try {
    return [...new Set((await findLeftovers(only)).map((leftover) => leftover.runId))];
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RehearsalError && error.exitCode === 3) return error;
    throw error;
  }
}

/** Ends only the group of exactly the recorded process, including members that outlived their leader. */
async function endGroup(id: ProcessId): Promise<string> {
  if (isGroupRunning(id)) await processGroup(id.pid).end();
  return `process ${id.pid}`;
}
