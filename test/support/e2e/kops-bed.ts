/** The test bed for kops: real kops, a mocked AWS, and nodes that are containers of this machine. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A bed of one's own, with a production cluster. Disposal ends it, whatever is in it. */
export interface KopsBed extends Disposable {
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

/** Makes the bed and, by kops alone, a production cluster with one control plane. */
export function openKopsBed(name: string, production: string, version: string, workers: number): KopsBed {
  const program = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execFileSync(join(bedFolder, file), args, {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
  const down = () => void program('down', [name]);
  down();
  try {
    const file = program('up', [name]).trim().split('\n').at(-1) ?? '';
    const env = variablesOf(file);
    program('cluster', [production, version, '1', String(workers)], env);
    const endpoint = env.AWS_ENDPOINT_URL ?? '';
    const bucket = (env.KOPS_STATE_STORE ?? '').replace('s3://', '');
    return {
      env,
      provideImages: join(bedFolder, 'image'),
      async resourcesOf(cluster) {
        return [...(await inCloud(endpoint, cluster)), ...onMachine(cluster)];
      },
      stateOf: (cluster) => listKeys(endpoint, bucket, cluster),
      [Symbol.dispose]: down,
    };
  } catch (error) {
    down();
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

/** Whatever of moto's own listing names the cluster and still is there. */
async function inCloud(endpoint: string, cluster: string): Promise<readonly string[]> {
  const answer = await fetch(`${endpoint}/moto-api/data.json`);
  const services = (await answer.json()) as Record<string, Record<string, readonly object[]>>;
  const kinds = [
    'Instance',
    'Volume',
    'FakeAutoScalingGroup',
    'LaunchTemplate',
    'VPC',
    'SecurityGroup',
    'RecordSet',
  ];
  return Object.values(services).flatMap((models) =>
    Object.entries(models)
      .filter(([kind]) => kinds.includes(kind))
      .flatMap(([kind, objects]) =>
        objects
          .map((object) => JSON.stringify(object))
          .filter((text) => text.includes(cluster) && !/"(shutting-down|terminated)"/.test(text))
          .map((text) => `${kind} ${text.slice(0, 200)}`),
      ),
  );
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
