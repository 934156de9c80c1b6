import type { Mistake } from './mistakes.ts';
import type { UnderstoodScenario, WrittenScenario } from './schema.ts';
import { type Path, valueAt } from './walk.ts';

type Provider = WrittenScenario['cluster']['provider'];

interface Misplacement {
  readonly path: Path;
  readonly provider: Provider;
  readonly why: string;
}

/** What one kind of cluster does not have, and so can't be asked for there. */
const misplacements: readonly Misplacement[] = [
  {
    provider: 'kind',
    path: ['cluster', 'commands'],
    why: 'a kind cluster runs images: only `embedded` maps them to commands',
  },
  {
    provider: 'embedded',
    path: ['cluster', 'images'],
    why: 'the embedded cluster runs no images: `cluster.commands` maps their names to commands',
  },
  {
    provider: 'embedded',
    path: ['workload', 'images'],
    why: 'the embedded cluster runs no images: `cluster.commands` maps their names to commands',
  },
  {
    provider: 'embedded',
    path: ['cluster', 'nodeImages'],
    why: 'the nodes of the embedded cluster have no images',
  },
  { provider: 'embedded', path: ['criteria', 'probes', 'dns'], why: 'the embedded cluster has no DNS' },
  {
    provider: 'embedded',
    path: ['criteria', 'probes', 'pods'],
    why: 'the embedded cluster has no network of pods: they share the loopback device of this machine',
  },
  {
    provider: 'embedded',
    path: ['criteria', 'latency'],
    why: 'latency on the embedded cluster is shown and not judged: nothing of it holds for production',
  },
];

/** What was written for a kind of cluster that does not have it. */
export function misplaced({ cluster }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  return misplacements
    .filter(({ provider }) => provider === cluster?.provider)
    .filter(({ path }) => asksFor(valueAt(data, path)))
    .map(({ path, why }) => ({ path, at: 'key', message: why }));
}

/** `none` asks for nothing, and a key without a value has a mistake of its own. */
function asksFor(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 'none';
}
