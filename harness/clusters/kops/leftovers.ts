import type { Commands } from '../../command/commands.ts';
import { errorMessage, RehearsalError } from '../../errors.ts';
import type { Leftover } from '../cluster.ts';
import { dockerCli } from '../docker/docker-cli.ts';
import { requireEngine } from '../docker/engine.ts';
import { containerLeftovers } from '../docker/leftovers.ts';
import { kopsCli } from './cli/kops-cli.ts';
import { deleteClone, readRunTag } from './delete.ts';
import type { KopsObject } from './kops-objects.ts';
import { kubeconfigIn, readNote } from './note.ts';
import type { Scope } from './scope.ts';

/**
 * What a run, or every run, left behind: clones by the tag in the state store, and the front door's containers by their
 * label. Of a run with a private folder in the state store that it notes there; of others in the one that the environment
 * names to kops.
 * @throws RehearsalError of exit 3 where kops is missing, or the environment names no state store: clones of runs without a
 * private folder here were then not looked for
 */
export async function findLeftovers(
  commands: Commands,
  runId: string | null,
  signal: AbortSignal,
  privateFolder: string | null,
): Promise<readonly Leftover[]> {
  if (privateFolder === null || runId === null) return findByTag(commands, runId, signal);
  const note = readNote(privateFolder);
  if (note === null || note.phase === 'deleted') return findContainers(commands, runId, signal);
  const kubeconfig = kubeconfigIn(privateFolder);
  const kops = kopsCli({ commands, scope: note, kubeconfig, logFolder: null });
  const clusters = await list(() => kops.clusters(signal));
  const isThere = clusters.some((one) => one.metadata.name === note.clone && readRunTag(one) === runId);
  // A clone that is gone while its deletion was under way may have left keys in the state store.
  const isLeft = isThere || note.phase === 'deleting';
  const clone: Leftover = {
    ...{ runId, kind: 'cluster', name: note.clone },
    remove: (signal) => deleteClone(kops, runId, privateFolder, signal),
  };
  return [...(await findContainers(commands, runId, signal)), ...(isLeft ? [clone] : [])];
}

async function findContainers(commands: Commands, runId: string, signal: AbortSignal) {
  await requireEngine(commands, signal);
  return containerLeftovers(dockerCli(commands), runId, signal);
}

/** Runs without a private folder here. Their containers are found by every provider that uses Docker. */
async function findByTag(
  commands: Commands,
  runId: string | null,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const kopsFor = (scope: Pick<Scope, 'clone'>) =>
    kopsCli({
      commands,
      scope: { stateStore: null, production: null, ...scope },
      kubeconfig: '/dev/null',
      logFolder: null,
    });
  let clusters: readonly KopsObject[];
  try {
    clusters = await list(() => kopsFor({ clone: '' }).clusters(signal));
  } catch (error) {
    signal.throwIfAborted();
    throw isWithoutStore(error) ? notLookedFor(error) : error;
  }
  return clusters.flatMap((cluster) => {
    const { name } = cluster.metadata;
    const owner = readRunTag(cluster);
    if (owner === null || (runId !== null && owner !== runId)) return [];
    return [
      {
        ...{ runId: owner, kind: 'cluster' as const, name },
        remove: (signal: AbortSignal) => deleteClone(kopsFor({ clone: name }), owner, null, signal),
      },
    ];
  });
}

/** @throws RehearsalError `kops-missing` or `state-store-unreadable`: of exit 3, so that `clean` goes on with other providers */
async function list(reading: () => Promise<readonly KopsObject[]>): Promise<readonly KopsObject[]> {
  try {
    return await reading();
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error;
    const isMissing = / is not on the PATH/.test(error.message);
    const code = isMissing ? 'kops-missing' : 'state-store-unreadable';
    throw new RehearsalError(code, error.message, { cause: error });
  }
}

/** Without kops, or without a state store in its environment, the only clones are those that private folders note. */
const isWithoutStore = (error: unknown): boolean =>
  (error instanceof RehearsalError && error.code === 'kops-missing') ||
  /state store: required|KOPS_STATE_STORE/i.test(errorMessage(error));

function notLookedFor(error: unknown): RehearsalError {
  const isMissing = error instanceof RehearsalError && error.code === 'kops-missing';
  const why = isMissing ? 'there is no `kops` on the PATH' : 'KOPS_STATE_STORE names no state store';
  return new RehearsalError(
    isMissing ? 'kops-missing' : 'state-store-unreadable',
    `clones were not looked for, other than those of runs noted on this machine: ${why}. To look: KOPS_STATE_STORE=s3://BUCKET rehearse clean, with kops on the PATH`,
    { cause: error },
  );
}
