import type { ProviderTraits } from './providers/traits.ts';
import type { WrittenScenario } from './schema/scenario.ts';
import type { CanaryPolicy, NodeOrder, UpgradePolicy, WorkerPolicy } from './upgrade-policy.ts';

type WrittenNodes = WrittenScenario['upgrade']['nodes'];
type WrittenPools = WrittenScenario['cluster']['pools'];

const defaultCanaryWatchMs = 5 * 60_000;

/** How workers are rolled, and those of pools with settings of their own: what such a pool leaves out is as in `nodes`. */
export function resolveWorkers(
  nodes: WrittenNodes,
  pools: WrittenPools,
  traits: ProviderTraits,
): Pick<UpgradePolicy, 'nodes' | 'pools'> {
  const own = pools.flatMap(({ name, upgrade }): readonly (readonly [string, WorkerPolicy])[] => {
    if (upgrade === undefined) return [];
    const interval = upgrade.interval ?? nodes.interval;
    return [[name, resolvePolicy({ ...nodes, ...upgrade, interval }, traits)]];
  });
  return { nodes: resolvePolicy(nodes, traits), pools: Object.fromEntries(own) };
}

function resolvePolicy(written: WrittenNodes, { strategies, rounding }: ProviderTraits): WorkerPolicy {
  const { strategy = strategies.worker[0], maxSurge = 1, maxUnavailable } = written;
  const common = {
    rounding: {
      maxSurge: written.rounding?.maxSurge ?? rounding.maxSurge,
      maxUnavailable: written.rounding?.maxUnavailable ?? rounding.maxUnavailable,
    },
    order: resolveOrder(written),
    canary: resolveCanary(written),
    intervalMs: written.interval,
  };
  if (strategy === 'surge') return { strategy, maxSurge, maxUnavailable: maxUnavailable ?? 0, ...common };
  return { strategy, maxUnavailable: maxUnavailable ?? 1, ...common };
}

function resolveOrder({ order = 'listed', seed = 1 }: WrittenNodes): NodeOrder {
  return order === 'random' ? { by: 'random', seed } : { by: 'listed' };
}

/** By default the watch is no shorter than the interval that it takes the place of. */
function resolveCanary({ canary, canaryWatch, interval }: WrittenNodes): CanaryPolicy | null {
  if (canary === undefined) return null;
  return { nodes: canary, watchMs: canaryWatch ?? Math.max(defaultCanaryWatchMs, interval) };
}
