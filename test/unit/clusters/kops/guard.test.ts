import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kopsCli } from '../../../../harness/clusters/kops/cli/kops-cli.ts';
import { findRefusal } from '../../../../harness/clusters/kops/guard.ts';
import { findNameConflict } from '../../../../harness/scenario/clone-name.ts';
import { answering } from '../../../support/clusters/kind/fixtures.ts';
import { clusterText, groupText, scope } from '../../../support/clusters/kops/objects.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

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

describe('a way round the name', () => {
  it.each([
    ['a name as the next argument', `delete cluster --name ${production} --yes`],
    ['another name as the next argument', 'delete cluster --name other.k8s.local --yes'],
    ["the clone's name as an option's value", `delete cluster --yes --region ${clone}`],
    ["the clone's name as an unknown option's value", `update cluster --yes --out=. --target ${clone}`],
    ['two names', `delete cluster --name=${clone} --name=other.k8s.local --yes`],
    ['two clusters', `delete cluster --name=${clone},other.k8s.local --yes`],
    ['another case', `delete cluster --name=${production.toUpperCase()} --yes`],
    ['another case of the clone', `delete cluster --name=${clone.toUpperCase()} --yes`],
    ['a dot at the end', `delete cluster --name=${production}. --yes`],
    ["a dot at the end of the clone's", `delete cluster --name=${clone}. --yes`],
    ['a shortened option', `delete cluster --na=${clone} --yes`],
    ['an option with an underscore', `update cluster --name=${clone} --kube_config=other`],
    ['a state store as the next argument', `update cluster --name=${clone} --yes --state s3://other`],
    ['a cluster that no state store has', `delete cluster --name=${clone} --external --yes`],
    ['a cluster that is only forgotten', `delete cluster --name=${clone} --unregister --yes`],
    ['a roll without drains', `rolling-update cluster --name=${clone} --cloudonly --yes`],
    ['the end of the options', `delete cluster -- ${production}`],
    ['an option in a question', `get clusters --name=${clone} --full --output=yaml`],
  ])('is refused: %s (kops %s)', (_, line) => {
    expect(refusal(line)).not.toBeNull();
  });

  it('is no argument that holds several words', () => {
    for (const args of [
      ['get clusters', `--name=${clone}`],
      ['delete', `cluster --name=${clone}`, production],
      ['update', 'cluster', `--name=${clone}`, '--yes other.k8s.local'],
    ])
      expect(findRefusal({ args, input: null }, scope), args.join('|')).not.toBeNull();
  });

  it.each(['Rehearsal1.k8s.local', 'rehearsal1.k8s.local.', '../production', 'a,b', '', '-x'])(
    'is no clone that is called "%s"',
    (name) => {
      const within = { ...scope, clone: name, production: null };
      expect(refusal(`delete cluster --name=${name} --yes`, null, within)).not.toBeNull();
    },
  );
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
    [
      'a state store in another case',
      clusterText({ spec: { keyStore: `S3://kops-state/${clone}.other/pki` } }),
      /spec\.keyStore.*outside/,
    ],
    [
      "a state of a cluster whose name begins with the clone's",
      clusterText({ spec: { secretStore: `s3://kops-state/${clone}-2/secrets` } }),
      /outside/,
    ],
    ['a state in a folder of this machine', clusterText({ spec: { configBase: '/srv/state' } }), /outside/],
    [
      "a security group of production's",
      groupText({ spec: { securityGroupOverride: 'sg-1' } }),
      /spec\.securityGroupOverride is sg-1/,
    ],
    [
      "an instance profile of production's",
      groupText({ spec: { iam: { profile: 'arn:aws:iam::1:instance-profile/nodes' } } }),
      /spec\.iam\.profile is arn/,
    ],
    ['another version', clusterText().replace('v1alpha2', 'v1alpha3'), /only kops\.k8s\.io\/v1alpha2/],
    [
      'a name behind an alias',
      `${clusterText({ name: 'other.k8s.local' }).replace('name: other', 'name: &it other')}  key: *it\n`,
      /belongs to other/,
    ],
    [
      'a name behind a merge key',
      'apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata: { <<: { name: other.k8s.local } }\nspec: {}\n',
      /cannot be read/,
    ],
    [
      'a name that is given twice',
      clusterText().replace('metadata:', `metadata:\n  name: other.k8s.local`),
      /cannot be read/,
    ],
    [
      "production's cluster after the clone's in one text",
      `${clusterText()}...\n---\n${clusterText({ name: production })}`,
      /belongs to production/,
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
    ['production.k8s.local.', /has the name of production/],
    ['k8s.local.', /is a suffix of production/],
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

  it('is any that would write through a link in place of the run’s kubeconfig', async () => {
    using folder = tempFolder();
    const [own, users] = [join(folder.path, 'kubeconfig'), join(folder.path, 'users')];
    symlinkSync(users, own);
    const commands = answering(() => '');
    const kops = kopsCli({ commands, scope, kubeconfig: own, logFolder: null });
    await expect(kops.run(['update', 'cluster', `--name=${clone}`, '--yes'], {})).rejects.toMatchObject({
      code: 'production-protected',
      message: expect.stringContaining('is a link'),
    });
    expect(commands.asked).toEqual([]);
  });
});

describe('what is sent', () => {
  it('is what was checked, whatever a reader makes of the text', async () => {
    const sent: (string | undefined)[] = [];
    const commands = answering((_, { input }) => {
      sent.push(input);
      return '';
    });
    const kops = kopsCli({ commands, scope, kubeconfig: 'own', logFolder: null });
    const text = clusterText({ spec: { cloudLabels: { on: 'yes', mode: '0777' } } });
    await kops.run(['create', '--filename=-'], { input: `%YAML 1.2\n---\n${text}` });
    expect(sent.map((input) => JSON.parse(input ?? ''))).toMatchObject([
      { metadata: { name: clone }, spec: { cloudLabels: { on: 'yes', mode: '0777' } } },
    ]);
  });

  it('goes to the cluster that the command names, not to one of the user’s environment', async () => {
    const environments: unknown[] = [];
    const commands = answering((_, { env }) => {
      environments.push(env);
      return '';
    });
    const kops = kopsCli({ commands, scope, kubeconfig: 'own', logFolder: null });
    await kops.clusters(new AbortController().signal);
    await kops.run(['delete', 'cluster', `--name=${clone}`, '--yes'], {});
    const own = { KUBECONFIG: 'own', KOPS_CLUSTER_NAME: '', KOPS_STATE_STORE: scope.stateStore };
    expect(environments).toEqual([own, own]);
  });
});
