import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createCluster } from '../../../../harness/clusters/kops/create.ts';
import { readNote } from '../../../../harness/clusters/kops/note.ts';
import type { ClusterSpec } from '../../../../harness/scenario/scenario.ts';
import { refused, runId } from '../../../support/clusters/kind/fixtures.ts';
import { kopsSpec, production } from '../../../support/clusters/kops/production.ts';
import { storeWith } from '../../../support/clusters/kops/store.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const name = 'rehearsal1.k8s.local';
const original = 'production.example.com';

/** Tries to make the clone, which fails in one way or another: there is no cluster to be reached. */
async function creating(
  program: Parameters<typeof storeWith>[1] = () => undefined,
  cluster: Partial<ClusterSpec> = {},
  signal = new AbortController().signal,
  specification = production(),
) {
  using folder = tempFolder();
  const store = storeWith([specification], (line, input) => {
    if (line.startsWith('kops create')) notes.push(readNote(folder.path));
    return program(line, input);
  });
  const notes: ReturnType<typeof readNote>[] = [];
  const error = await createCluster({
    runId,
    cluster: { ...kopsSpec, ...cluster },
    privateFolder: folder.path,
    logFolder: folder.path,
    commands: store,
    onProgress: () => {},
    signal,
  }).catch((thrown: unknown) => thrown);
  return { error, store, notes, left: readNote(folder.path) };
}

describe('a clone', () => {
  it('is created, given a key and updated, in this order, and noted before the first command', async () => {
    const { store, notes } = await creating();
    expect(store.changes().slice(0, 3)).toEqual([
      'kops create --filename=-',
      expect.stringMatching(
        `^kops create secret sshpublickey admin --name=${name} --ssh-public-key=\\S+ssh.pub$`,
      ),
      `kops update cluster --name=${name} --yes --admin=14400s`,
    ]);
    expect(notes[0]).toEqual({
      ...{ stateStore: 's3://kops-state', production: original, clone: name, phase: 'creating' },
    });
  });

  it('gets the secrets that kops asks for before its first update, each with a new key', async () => {
    const contents: string[] = [];
    const encrypted = production({
      encryptionConfig: true,
      networking: { cilium: { enableEncryption: true } },
    });
    const secret = (line: string, input: string | undefined) => {
      if (/create secret (?:enc|cil)/.test(line)) contents.push(input ?? '');
      return undefined;
    };
    const runs = [
      await creating(secret, {}, undefined, encrypted),
      await creating(secret, {}, undefined, encrypted),
    ];
    for (const { store } of runs)
      expect(store.changes().slice(2, 5)).toEqual([
        `kops create secret encryptionconfig --name=${name} --filename=-`,
        `kops create secret ciliumpassword --name=${name} --filename=-`,
        `kops update cluster --name=${name} --yes --admin=14400s`,
      ]);
    const [encryption = '', cilium = ''] = contents;
    const [provider] = parse(encryption).resources[0].providers;
    expect(Buffer.from(provider.aescbc.keys[0].secret, 'base64')).toHaveLength(32);
    expect(parse(cilium).keys).toMatch(/^3 rfc4106\(gcm\(aes\)\) [0-9a-f]{40} 128$/);
    expect(new Set(contents)).toHaveLength(4);
  });

  it('that cannot be created is deleted, with kops’ words in the error', async () => {
    const { error, store, left } = await creating((line) =>
      line.startsWith('kops update') ? refused('Error: VcpuLimitExceeded') : undefined,
    );
    expect(error).toMatchObject({
      code: 'cluster-create-failed',
      message: expect.stringContaining('Error: VcpuLimitExceeded'),
    });
    expect(store.changes().at(-1)).toBe(`kops delete cluster --name=${name} --yes`);
    expect(store.clusters()).toEqual([original]);
    expect(left?.phase).toBe('deleted');
  });

  it('is deleted after an abort, too', async () => {
    const stop = new AbortController();
    const { error, store } = await creating(
      (line) => {
        if (line.startsWith('kops update')) stop.abort(new Error('stopped by the user'));
        return undefined;
      },
      {},
      stop.signal,
    );
    expect(error).toMatchObject({ message: 'stopped by the user' });
    expect(store.clusters()).toEqual([original]);
  });
});

describe('nothing is sent', () => {
  it.each([
    ['the name is occupied', { name: original.replace('production', 'other') }, 'name-occupied'],
    ["the name is production's", { name: original }, 'production-protected'],
    ["the name is a suffix of production's", { name: 'example.com' }, 'production-protected'],
    ["production's name is a suffix of it", { name: `blue.${original}` }, 'production-protected'],
    ['production has another version', { from: '1.33.12' }, 'clone-refused'],
    [
      'there is no such cluster',
      { production: { stateStore: 's3://kops-state', cluster: 'prod.example.org' } },
      'clone-refused',
    ],
    ['it has no such group', { pools: [{ name: 'workers', nodes: 1 }] }, 'clone-refused'],
    ['it would have fewer control planes', { controlPlanes: 1 }, 'clone-refused'],
  ])('where %s', async (_, cluster, code) => {
    const other = production();
    const { error, store, left } = await creating(
      (line) =>
        code === 'name-occupied' && line.startsWith('kops get clusters')
          ? [
              production(),
              { ...other, cluster: { ...other.cluster, metadata: { name: 'other.example.com' } } },
            ]
              .map((one) => JSON.stringify(one.cluster))
              .join('\n---\n')
          : undefined,
      cluster,
    );
    expect(error).toMatchObject({ code });
    expect(store.changes()).toEqual([]);
    expect(left).toBeNull();
  });
});
