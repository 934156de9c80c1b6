import { describe, expect, it } from 'vitest';
import { kopsCli } from '../../../../harness/clusters/kops/cli/kops-cli.ts';
import { findRefusal } from '../../../../harness/clusters/kops/guard.ts';
import { findNameConflict } from '../../../../harness/scenario/clone-name.ts';
import { answering } from '../../../support/clusters/kind/fixtures.ts';
import { clusterText, groupText, scope } from '../../../support/clusters/kops/objects.ts';

const refusal = (line: string, input: string | null = null, within = scope) =>
  findRefusal({ args: line.split(' '), input }, within);

const production = scope.production as string;
const clone = scope.clone;

describe('a command that names production', () => {
  it.each([
    `update cluster --name=${production} --yes`,
    `update cluster ${production} --yes`,
    `rolling-update cluster --name=${production} --yes`,
    `rolling-update cluster ${production}`,
    `delete cluster --name=${production} --yes`,
    `delete cluster ${clone} --name=${production} --yes`,
    `validate cluster --name=${production}`,
    `create secret sshpublickey admin --name=${production} --ssh-public-key=key.pub`,
    `create secret encryptionconfig --name=${production} --filename=-`,
    `create secret ciliumpassword ${production} --filename=-`,
    `update cluster --name=${clone} --yes --out=${production}`,
  ])('is refused: kops %s', (line) => {
    expect(refusal(line)).toContain(production);
  });

  it('may be read', () => {
    expect(refusal(`get instancegroups --name=${production} --output=yaml`)).toBeNull();
    expect(refusal('get clusters --output=yaml')).toBeNull();
    expect(refusal('version --short')).toBeNull();
  });
});

describe('a command whose cluster is not the clone', () => {
  it.each([
    'update cluster --name=other.k8s.local --yes',
    'update cluster --yes',
    'delete cluster --yes',
    'delete cluster --name= --yes',
    `delete cluster ${clone} other.k8s.local --yes`,
    'rolling-update cluster other.k8s.local --yes',
    'validate cluster',
  ])('is refused: kops %s', (line) => {
    expect(refusal(line)).toMatch(/names no cluster|not the clone/);
  });

  it.each([
    `update cluster --name=${clone} --yes --admin=14400s`,
    `rolling-update cluster ${clone} --yes --node-interval=20s`,
    `validate cluster --name=${clone} --wait=900s`,
    `delete cluster --name=${clone} --yes`,
    `create secret sshpublickey admin --name=${clone} --ssh-public-key=/private/key.pub`,
    `create secret encryptionconfig --name=${clone} --filename=-`,
    `create secret ciliumpassword --name=${clone} --filename=-`,
  ])('is sent where it is: kops %s', (line) => {
    expect(refusal(line)).toBeNull();
  });
});

describe('a command that is not needed', () => {
  it.each([
    `edit cluster --name=${clone}`,
    `upgrade cluster --name=${clone} --yes`,
    `export kubeconfig --name=${clone} --admin`,
    `toolbox dump --name=${clone}`,
    `get secrets --name=${production}`,
    `delete instancegroup nodes --name=${clone} --yes`,
    `create cluster --name=${clone} --yes`,
    `distrust keypair all --name=${clone}`,
    `create secret dockerconfig --name=${clone} --filename=-`,
  ])('is refused: kops %s', (line) => {
    expect(refusal(line)).not.toBeNull();
  });

  it.each([
    `update cluster --name=${clone} --yes --state=s3://other`,
    'get clusters --state=s3://other',
    `update cluster --name=${clone} --config=other.yaml`,
    `validate cluster --name=${clone} --kubeconfig=other`,
    `update cluster --name=${clone} -y`,
  ])('has no option that leads elsewhere: kops %s', (line) => {
    expect(refusal(line)).not.toBeNull();
  });
});

describe('objects', () => {
  const write = (text: string, line = 'replace --filename=-') => refusal(line, text);

  it('are written where all of them are the clone’s own', () => {
    expect(write(clusterText())).toBeNull();
    expect(write(`${clusterText()}---\n${groupText()}`, 'create --filename=-')).toBeNull();
    expect(write(clusterText(), 'replace --filename=- --force')).toBeNull();
  });

  it.each([
    ['a cluster of another name', clusterText({ name: 'other.k8s.local' }), /belongs to other\.k8s\.local/],
    ["production's cluster", clusterText({ name: production }), /belongs to production/],
    ["production's group", groupText({ cluster: production }), /belongs to production/],
    ['a group of no cluster', groupText({ cluster: null }), /belongs to no cluster/],
    [
      "production's group among the clone's",
      `${clusterText()}---\n${groupText({ cluster: production })}`,
      /belongs to production/,
    ],
    [
      'a state outside the clone’s part of the store',
      clusterText({ spec: { configBase: `${scope.stateStore}/elsewhere` } }),
      /spec\.configBase.*outside/,
    ],
    [
      'a name that only begins with the clone’s',
      clusterText({ spec: { configBase: `${scope.stateStore}/${clone}.other` } }),
      /outside/,
    ],
    [
      'a way out of the clone’s part of the store',
      clusterText({ spec: { configBase: `${scope.stateStore}/${clone}/../elsewhere` } }),
      /outside/,
    ],
    [
      'a backup in another store',
      clusterText({
        spec: { etcdClusters: [{ name: 'main', backups: { backupStore: 's3://backups/main' } }] },
      }),
      /spec\.etcdClusters\.0\.backups\.backupStore.*outside/,
    ],
    [
      "production's part of the store",
      clusterText({ spec: { configBase: `${scope.stateStore}/${production}` } }),
      /holds the name of production/,
    ],
    [
      "a DNS name of production's",
      clusterText({ spec: { masterPublicName: `api.${production}` } }),
      /spec\.masterPublicName holds the name of production/,
    ],
    [
      "a tag of production's",
      clusterText({ spec: { cloudLabels: { [`k8s.io/cluster-autoscaler/${production}`]: '1' } } }),
      /holds the name of production/,
    ],
    [
      'a load balancer that others use',
      groupText({ spec: { externalLoadBalancers: [{ targetGroupArn: 'arn:aws:x' }] } }),
      /load balancer that is not its own/,
    ],
    [
      'an object of another kind',
      clusterText().replace('kind: Cluster', 'kind: Keyset'),
      /only clusters and/,
    ],
    ['no objects', '', /holds no objects/],
    ['text that is no YAML', 'a: [', /cannot be read/],
    ['an object without a name', 'kind: Cluster\nspec: {}\n', /cannot be read/],
  ])('are refused: %s', (_, text, why) => {
    expect(write(text)).toMatch(why);
    expect(write(text, 'create --filename=-')).toMatch(why);
  });

  it('may name files that kops only reads', () => {
    const spec = { addons: [{ manifest: 's3://manifests/all.yaml' }], channel: 's3://channels/own' };
    expect(write(clusterText({ spec }))).toBeNull();
  });

  it('are refused where they are not seen', () => {
    expect(refusal('replace --filename=-')).toMatch(/cannot be checked/);
    expect(refusal('create --filename=other.yaml', clusterText())).toMatch(/not expected/);
  });
});

describe("the clone's name", () => {
  it.each([
    ['production.k8s.local', /has the name of production/],
    ['Production.k8s.local', /has the name of production/],
    ['k8s.local', /is a suffix of production/],
    ['tion.k8s.local', /is a suffix of production/],
    ['blue.production.k8s.local', /production's name .* is a suffix/],
    ['notproduction.k8s.local', /production's name .* is a suffix/],
  ])('is refused where it is %s', (name, why) => {
    expect(findNameConflict('production.k8s.local', name)).toMatch(why);
    const within = { ...scope, clone: name };
    for (const line of [`update cluster --name=${name} --yes`, `delete cluster ${name} --yes`])
      expect(refusal(line, null, within)).toMatch(why);
    expect(refusal('create --filename=-', clusterText({ name }), within)).toMatch(why);
  });

  it('is fine where it only begins with production’s', () => {
    expect(findNameConflict('production.k8s.local', 'production.k8s.local.test')).toBeNull();
  });
});

describe('a refused command', () => {
  it('is not sent', async () => {
    const commands = answering(() => '');
    const kops = kopsCli({ commands, scope, kubeconfig: 'own', logFolder: null });
    const send = (args: readonly string[], input?: string) =>
      kops.run(args, { timeoutMs: 1_000, ...(input !== undefined && { input }) });
    const refused = { code: 'production-protected', message: expect.stringContaining('was not sent') };
    await expect(send(['delete', 'cluster', `--name=${production}`, '--yes'])).rejects.toMatchObject(refused);
    await expect(send(['replace', '--filename=-'], clusterText({ name: production }))).rejects.toMatchObject(
      refused,
    );
    expect(commands.asked).toEqual([]);
    await send(['delete', 'cluster', `--name=${clone}`, '--yes']);
    expect(commands.asked).toEqual([`kops delete cluster --name=${clone} --yes`]);
  });
});
