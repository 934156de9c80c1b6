import { spawnSync } from 'node:child_process';
import type { Provider } from '../../harness/clusters/cluster.ts';
import { providers } from '../../harness/clusters/providers.ts';
import type { ClusterSpec } from '../../harness/scenario/scenario.ts';

/** A provider under contract. */
export interface Subject {
  readonly name: 'embedded' | 'kind';
  readonly provider: Provider;
  readonly spec: ClusterSpec;
  /** Why it can't be had here; empty where it can. */
  readonly missing: string;
}

const spec = {
  name: null,
  from: '1.33.13',
  to: '1.34.4',
  controlPlanes: 1,
  pools: [{ name: 'workers', nodes: 2 }],
  images: [],
  nodeImages: {},
  commands: {},
  cpus: null,
} as const;

/** Every provider: the same cases run on each. */
export const subjects: readonly Subject[] = [
  {
    name: 'embedded',
    provider: providers.embedded,
    spec: { ...spec, provider: 'embedded' },
    missing: process.platform === 'linux' ? '' : 'loopback has one address here',
  },
  {
    name: 'kind',
    provider: providers.kind,
    spec: { ...spec, provider: 'kind' },
    missing: ['docker', 'kind'].filter((program) => !answers(program)).join(' and '),
  },
];

function answers(program: string): boolean {
  return spawnSync(program, [program === 'docker' ? 'info' : 'version'], { stdio: 'ignore' }).status === 0;
}
