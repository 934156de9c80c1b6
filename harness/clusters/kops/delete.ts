import { RehearsalError } from '../../errors.ts';
import type { KopsCli } from './cli/kops-cli.ts';
import { asFields, type KopsObject } from './kops-objects.ts';
import { runTag } from './names.ts';
import { readNote, readObjects, writeNote } from './note.ts';

const deleteMs = 30 * 60_000;
const writeMs = 5 * 60_000;

/** The run that a cluster's tags name; null for one that no run has made. */
export function readRunTag(cluster: KopsObject): string | null {
  const run = asFields(cluster.spec.cloudLabels)[runTag];
  return typeof run === 'string' ? run : null;
}

/**
 * Deletes the clone of a run with all its cloud resources, and notes it in the private folder. Does nothing where it is gone.
 *
 * kops empties the clone's part of the state store last, and deletes what it has found before. So where the objects are known
 * they are written once more, and kops deletes what is left: after a kill, after a lost answer, and what the cloud itself has
 * made meanwhile, such as an instance that a group started for one that kops ended.
 * @param privateFolder null: the run is known by its tag alone
 * @throws RehearsalError `command-failed` with what kops said; `production-protected` where the cluster is not the run's
 */
export async function deleteClone(
  kops: KopsCli,
  runId: string,
  privateFolder: string | null,
  signal: AbortSignal,
): Promise<void> {
  const { clone } = kops.scope;
  const note = privateFolder === null ? null : readNote(privateFolder);
  const find = async () => (await kops.clusters(signal)).find(({ metadata }) => metadata.name === clone);
  const remove = () =>
    kops.run(['delete', 'cluster', `--name=${clone}`, '--yes'], { signal, timeoutMs: deleteMs });
  const found = await find();
  const noteAs = (phase: 'deleting' | 'deleted') => {
    if (privateFolder !== null && note !== null) writeNote(privateFolder, { ...note, phase });
  };
  if (found !== undefined && readRunTag(found) !== runId)
    throw new RehearsalError(
      'production-protected',
      `The cluster ${clone} was not deleted: its tags do not name the run ${runId}`,
    );
  const objects = privateFolder === null ? null : readObjects(privateFolder);
  if (found === undefined && (objects === null || note?.phase !== 'deleting')) return noteAs('deleted');
  noteAs('deleting');
  if (found !== undefined)
    await remove().catch(async (error: unknown) => {
      // Where the cluster is gone, only the last word about it was lost.
      if ((await find()) !== undefined) throw error;
    });
  if (objects !== null) {
    await kops.run(['replace', '--filename=-', '--force'], { signal, input: objects, timeoutMs: writeMs });
    await remove();
  }
  noteAs('deleted');
}
