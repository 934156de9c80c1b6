import { describe, expect, it } from 'vitest';
import { kopsCli } from '../../../../harness/clusters/kops/cli/kops-cli.ts';
import { clone } from '../../../../harness/clusters/kops/clone/clone.ts';
import { deleteClone } from '../../../../harness/clusters/kops/delete.ts';
import { formatObjects } from '../../../../harness/clusters/kops/kops-objects.ts';
import { findLeftovers } from '../../../../harness/clusters/kops/leftovers.ts';
import { readNote, writeNote, writeObjects } from '../../../../harness/clusters/kops/note.ts';
import { refused, runId } from '../../../support/clusters/kind/fixtures.ts';
import { cloneSpec, kopsSpec, production } from '../../../support/clusters/kops/production.ts';
import { storeWith } from '../../../support/clusters/kops/store.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const signal = new AbortController().signal;
const name = 'rehearsal1.k8s.local';
const original = 'production.example.com';
const scope = { stateStore: 's3://kops-state', production: original, clone: name };

const clonedFor = (run: string) =>
  clone(production(), {
    ...{ name, stateStore: scope.stateStore, cluster: kopsSpec, clone: cloneSpec },
    tags: { runId: run, owner: 'someone', expires: '2026-11-21T05:15:12Z' },
  });

/** The private folder of a run that was killed in that phase. */
function folderIn(phase: 'creating' | 'deleting' | 'deleted', objects = true) {
  const folder = tempFolder();
  writeNote(folder.path, { ...scope, phase });
  const { cluster, groups } = clonedFor(runId);
  if (objects) writeObjects(folder.path, formatObjects([cluster, ...groups]));
  return folder;
}

const kopsOf = (commands: ReturnType<typeof storeWith>) =>
  kopsCli({ commands, scope, kubeconfig: 'own', logFolder: null });

const deletion = `kops delete cluster --name=${name} --yes`;
/** Whatever the cloud has made meanwhile is deleted, too. */
const twice = [deletion, 'kops replace --filename=- --force', deletion];

describe('deleteClone', () => {
  it('deletes the run’s clone and nothing else, and notes it', async () => {
    using folder = folderIn('creating');
    const store = storeWith([production(), clonedFor(runId)]);
    await deleteClone(kopsOf(store), runId, folder.path, signal);
    expect(store.clusters()).toEqual([original]);
    expect(store.changes()).toEqual(twice);
    expect(readNote(folder.path)?.phase).toBe('deleted');
  });

  it('leaves a cluster of that name alone that carries no tag of the run', async () => {
    using folder = folderIn('creating');
    const theirs = storeWith([production(), clonedFor('20261120-090000-ffff')]);
    await expect(deleteClone(kopsOf(theirs), runId, folder.path, signal)).rejects.toMatchObject({
      code: 'production-protected',
    });
    expect(theirs.changes()).toEqual([]);
  });

  it('has nothing to do before the clone was created', async () => {
    using folder = folderIn('creating', false);
    const store = storeWith([production()]);
    await deleteClone(kopsOf(store), runId, folder.path, signal);
    expect(store.changes()).toEqual([]);
    expect(readNote(folder.path)?.phase).toBe('deleted');
  });

  it('writes the objects once more where a deletion was cut short, so that kops finds the rest', async () => {
    using folder = folderIn('deleting');
    const store = storeWith([production()]);
    await deleteClone(kopsOf(store), runId, folder.path, signal);
    expect(store.changes()).toEqual(['kops replace --filename=- --force', deletion]);
    expect(store.clusters()).toEqual([original]);
  });

  it('does the same where the answer to the deletion was lost, and the next one finds no cluster', async () => {
    using folder = folderIn('creating');
    const store = storeWith([production(), clonedFor(runId)], (line) => {
      if (line !== deletion || !store.clusters().includes(name) || store.changes().length > 1)
        return undefined;
      store.forget(name);
      return refused(`Error: error reading cluster configuration: Cluster.kops.k8s.io "${name}" not found`);
    });
    await deleteClone(kopsOf(store), runId, folder.path, signal);
    expect(store.changes()).toEqual(twice);
    expect(store.clusters()).toEqual([original]);
    expect(readNote(folder.path)?.phase).toBe('deleted');
  });

  it('tells why it failed, and stays to be done', async () => {
    using folder = folderIn('creating');
    const store = storeWith([production(), clonedFor(runId)], (line) =>
      line === deletion ? refused('Error: not all resources deleted') : undefined,
    );
    await expect(deleteClone(kopsOf(store), runId, folder.path, signal)).rejects.toThrow(
      'ended with code 1:\nError: not all resources deleted',
    );
    expect(readNote(folder.path)?.phase).toBe('deleting');
  });
});

describe('findLeftovers', () => {
  const found = async (store: ReturnType<typeof storeWith>, id: string | null, folder: string | null) =>
    (await findLeftovers(store, id, signal, folder)).map((left) => `${left.runId} ${left.kind} ${left.name}`);

  it('finds the clone of a killed run, in whatever phase, and removes it', async () => {
    for (const phase of ['creating', 'deleting'] as const) {
      using folder = folderIn(phase);
      const store = storeWith([production(), clonedFor(runId)]);
      expect(await found(store, runId, folder.path)).toEqual([`${runId} cluster ${name}`]);
      for (const left of await findLeftovers(store, runId, signal, folder.path)) await left.remove(signal);
      expect(store.clusters()).toEqual([original]);
      expect(await found(store, runId, folder.path)).toEqual([]);
    }
  });

  it('finds what a deletion left that was cut short after the cluster had gone', async () => {
    using folder = folderIn('deleting');
    const store = storeWith([production()]);
    expect(await found(store, runId, folder.path)).toEqual([`${runId} cluster ${name}`]);
  });

  it('finds nothing before the clone was created, and after it was deleted', async () => {
    for (const phase of ['creating', 'deleted'] as const) {
      using folder = folderIn(phase);
      expect(await found(storeWith([production()]), runId, folder.path)).toEqual([]);
    }
    using empty = tempFolder();
    expect(await found(storeWith([production()]), runId, empty.path)).toEqual([]);
  });

  it('asks the state store that the private folder notes', async () => {
    using folder = folderIn('creating');
    const asked: (string | undefined)[] = [];
    const store = storeWith([production()]);
    const commands = {
      ...store,
      run: (...args: Parameters<typeof store.run>) => {
        if (args[0] === 'kops') asked.push(args[2]?.env?.KOPS_STATE_STORE);
        return store.run(...args);
      },
    };
    await findLeftovers(commands, runId, signal, folder.path);
    expect(asked).toEqual(['s3://kops-state']);
  });

  it('finds clones of other machines by their tag, in the state store of the environment', async () => {
    const other = '20261120-090000-ffff';
    const store = storeWith([production(), clonedFor(other)]);
    expect(await found(store, null, null)).toEqual([`${other} cluster ${name}`]);
    expect(await found(store, runId, null)).toEqual([]);
    expect(await found(store, other, null)).toEqual([`${other} cluster ${name}`]);
  });

  it.each([
    ['kops get clusters is not on the PATH', 'kops-missing', 'there is no `kops` on the PATH'],
    ['Error: State Store: Required value', 'state-store-unreadable', 'KOPS_STATE_STORE names no state store'],
  ])('says that it looked for no clones, and how to look: %s', async (said, code, why) => {
    const store = storeWith([], (line) => (line.startsWith('kops') ? refused(said) : undefined));
    await expect(found(store, null, null)).rejects.toMatchObject({
      ...{ code, exitCode: 3 },
      message: expect.stringMatching(
        new RegExp(
          `^clones were not looked for.*: ${why}\\. To look: KOPS_STATE_STORE=s3://BUCKET rehearse clean`,
        ),
      ),
    });
  });

  it('does not take a state store that cannot be read for an empty one', async () => {
    const denied = storeWith([], (line) => (line.startsWith('kops') ? refused('AccessDenied') : undefined));
    await expect(found(denied, null, null)).rejects.toMatchObject({
      code: 'state-store-unreadable',
      exitCode: 3,
    });
    using folder = folderIn('creating');
    await expect(found(denied, runId, folder.path)).rejects.toMatchObject({ code: 'state-store-unreadable' });
  });
});
