/** The test bed for kops: real kops, a mocked AWS, and nodes that are containers of this machine. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { execa } from 'execa';

/** A bed of one's own, with a production cluster. Disposal ends it, whatever is in it. */
export interface KopsBed extends AsyncDisposable {
  /** What the tool needs to reach it: the cloud, the state store, credentials. */
  readonly env: Readonly<Record<string, string>>;
  /** Program that makes images of the local engine available to every node. */
  readonly provideImages: string;
  /** Instances, volumes and groups of that cluster in the cloud, and its containers and volumes on this machine. */
  resourcesOf(cluster: string): Promise<readonly string[]>;
  /** Keys of the state store that name that cluster, each with its content's hash. */
  stateOf(cluster: string): Promise<readonly string[]>;
}

/** Folder of the bed's programs: `up`, `cluster`, `image`, `down`. Empty where there is none. */
export const bedFolder = process.env.REHEARSE_KOPS_BED ?? '';

/**
 * Makes the bed and, by kops alone, a production cluster with one control plane. Waits while another process brings a bed up,
 * as `.ci/run` does while kops is built: one `up` runs at a time.
 */
export async function openKopsBed(
  name: string,
  production: string,
  version: string,
  workers: number,
): Promise<KopsBed> {
  const program = async (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    (await execa(join(bedFolder, file), args, { env, stdin: 'ignore' })).stdout;
  const down = async () => void (await program('down', [name]));
  await down();
  try {
    const file = (await program('up', [name])).trim().split('\n').at(-1) ?? '';
    const env = variablesOf(file);
    await program('cluster', [production, version, '1', String(workers)], env);
    const endpoint = env.AWS_ENDPOINT_URL ?? '';
    const bucket = (env.KOPS_STATE_STORE ?? '').replace('s3://', '');
    return {
      env,
      provideImages: join(bedFolder, 'image'),
      async resourcesOf(cluster) {
        return [...(await inCloud(endpoint, cluster)), ...onMachine(cluster)];
      },
      stateOf: (cluster) => listKeys(endpoint, bucket, cluster),
      [Symbol.asyncDispose]: down,
    };
  } catch (error) {
    await down();
    throw error;
  }
}

/** What sourcing that file adds to the environment. */
function variablesOf(file: string): Record<string, string> {
  const words = ['-c', '. "$0" && env -0', file];
  const text = execFileSync('bash', words, { encoding: 'utf8', env: { PATH: process.env.PATH } });
  const all = text.split('\0').flatMap((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  return Object.fromEntries(all.filter(([name]) => /^(KOPS|AWS|S3)/.test(name)));
}

/** What a cluster consists of in the cloud: the service to ask, and the question, in AWS' query protocol. */
const questions = [
  [
    'ec2',
    'Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=instance-state-name&Filter.1.Value.1=pending&Filter.1.Value.2=running&Filter.1.Value.3=stopping&Filter.1.Value.4=stopped',
  ],
  ['ec2', 'Action=DescribeVolumes&Version=2016-11-15'],
  ['ec2', 'Action=DescribeVpcs&Version=2016-11-15'],
  ['ec2', 'Action=DescribeSecurityGroups&Version=2016-11-15'],
  ['ec2', 'Action=DescribeLaunchTemplates&Version=2016-11-15'],
  ['autoscaling', 'Action=DescribeAutoScalingGroups&Version=2011-01-01'],
  ['elasticloadbalancing', 'Action=DescribeLoadBalancers&Version=2015-12-01'],
  ['elasticloadbalancing', 'Action=DescribeTargetGroups&Version=2015-12-01'],
  ['iam', 'Action=ListRoles&Version=2010-05-08'],
  ['iam', 'Action=ListInstanceProfiles&Version=2010-05-08'],
  ['sqs', 'Action=ListQueues&Version=2012-11-05'],
] as const;

/** One line for each question that is answered with the cluster's name: how often. moto checks no signature. */
async function inCloud(endpoint: string, cluster: string): Promise<readonly string[]> {
  const counts = await Promise.all(
    questions.map(async ([service, body]) => {
      const credential = `bed/20260101/us-east-1/${service}/aws4_request`;
      const headers = {
        authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
        'content-type': 'application/x-www-form-urlencoded',
      };
      const answer = await fetch(`${endpoint}/`, { method: 'POST', headers, body });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${service} answered ${answer.status}: ${text.slice(0, 500)}`);
      const named = text.split(cluster).length - 1 + text.split(cluster.replaceAll('.', '-')).length - 1;
      return named === 0 ? [] : [`${/Action=(\w+)/.exec(body)?.[1]}: named ${named} times`];
    }),
  );
  return counts.flat();
}

function onMachine(cluster: string): readonly string[] {
  const list = (...args: string[]) =>
    execFileSync('docker', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  return list('ps', '-aq', '--filter', `label=kopsbed.cluster=${cluster}`).map((id) => `container ${id}`);
}

async function listKeys(endpoint: string, bucket: string, cluster: string): Promise<readonly string[]> {
  const answer = await fetch(`${endpoint}/${bucket}?list-type=2&max-keys=1000`);
  const contents = (await answer.text()).split('<Contents>').slice(1);
  const field = (text: string, name: string) =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  return contents
    .map((text) => `${field(text, 'Key')} ${field(text, 'ETag')}`)
    .filter((line) => line.includes(cluster))
    .toSorted();
}
