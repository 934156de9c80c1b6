import { formatDuration } from './duration.ts';
import type { Mistake } from './mistakes.ts';
import { ordersNodes, providersRollingBy } from './providers/settings.ts';
import { getTraits } from './providers/table.ts';
import type { ProviderTraits } from './providers/traits.ts';
import { joinChoices } from './schema/leaves.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import type { WorkerStrategy } from './upgrade-policy.ts';
import { type Path, valueAt } from './walk.ts';

type UnderstoodNodes = NonNullable<NonNullable<UnderstoodScenario['upgrade']>['nodes']>;

const defaultPath: Path = ['upgrade', 'nodes'];

/**
 * Settings of workers that can't work together, those of all pools and of single ones.
 * @param data as written, with overrides and without defaults
 */
export function workerMistakes({ cluster, upgrade }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  if (cluster?.provider === undefined) return [];
  const traits = getTraits(cluster.provider);
  const nodes: UnderstoodNodes = upgrade?.nodes ?? {};
  // Where a command chooses the nodes, settings about that are refused as a whole.
  const choosesNodes = ordersNodes(traits).supported;
  const usual = findStrategy(nodes, defaultPath, traits.strategies.worker[0], data);
  const pools = (cluster.pools ?? []).flatMap((pool, index) => {
    if (pool?.upgrade === undefined) return [];
    const path: Path = ['cluster', 'pools', index, 'upgrade'];
    if (!choosesNodes) return [ownSettings(path, traits)];
    const strategy = findStrategy(pool.upgrade, path, usual, data);
    return [
      ...poolStrategy(path, pool.upgrade, traits),
      ...limits(path, pool.upgrade, strategy),
      ...canaries(path, pool.upgrade, { ...nodes, ...pool.upgrade }),
    ];
  });
  const ofAll = limits(defaultPath, nodes, usual);
  if (!choosesNodes) return [...ofAll, ...pools];
  return [...ofAll, ...canaries(defaultPath, nodes, nodes), ...seed(nodes, cluster), ...pools];
}

/** Null where what is written is a mistake of its own. */
function findStrategy(
  { strategy }: Pick<UnderstoodNodes, 'strategy'>,
  path: Path,
  byDefault: WorkerStrategy | null,
  data: unknown,
): WorkerStrategy | null {
  if (strategy !== undefined) return strategy;
  return valueAt(data, [...path, 'strategy']) === undefined ? byDefault : null;
}

const at = (path: Path, message: string): Mistake => ({ path, at: 'value', message });

const ownSettings = (path: Path, { title }: ProviderTraits): Mistake => ({
  path,
  at: 'key',
  message: `every pool of ${title} is rolled alike, by its command: use \`upgrade.nodes\``,
});

function poolStrategy(
  path: Path,
  { strategy }: Pick<UnderstoodNodes, 'strategy'>,
  { title, strategies }: ProviderTraits,
): readonly Mistake[] {
  const possible: readonly string[] = strategies.worker;
  if (strategy === undefined || possible.includes(strategy)) return [];
  const others = providersRollingBy('worker', strategy);
  return [
    at(
      [...path, 'strategy'],
      `${title} can't roll workers by \`${strategy}\`: use ${joinChoices(possible)}, or a provider that can (${joinChoices(others)})`,
    ),
  ];
}

/** @param strategy null where it is not known */
function limits(
  path: Path,
  { maxSurge, maxUnavailable }: Pick<UnderstoodNodes, 'maxSurge' | 'maxUnavailable'>,
  strategy: WorkerStrategy | null,
): readonly Mistake[] {
  if (strategy === null || strategy === 'surge') return [];
  const noSurge = `only the strategy \`surge\` has a surge, and this one is \`${strategy}\``;
  const noneLeaves = 'no node could leave: only `surge` brings others first';
  return [
    ...(maxSurge === undefined ? [] : [at([...path, 'maxSurge'], noSurge)]),
    ...(maxUnavailable === 0 ? [at([...path, 'maxUnavailable'], noneLeaves)] : []),
  ];
}

/** @param merged what is written at `path`, with what it takes over */
function canaries(
  path: Path,
  { canaryWatch }: Pick<UnderstoodNodes, 'canaryWatch'>,
  { canary, interval }: Pick<UnderstoodNodes, 'canary' | 'interval'>,
): readonly Mistake[] {
  if (canaryWatch === undefined) return [];
  const place = [...path, 'canaryWatch'];
  if (canary === undefined) return [at(place, 'nothing is watched: `canary` is missing')];
  if (interval === undefined || canaryWatch >= interval) return [];
  const [watch, usual] = [canaryWatch, interval].map(formatDuration);
  return [at(place, `${watch} is shorter than the interval of the other nodes (${usual})`)];
}

/** A seed without an order that it determines says nothing. */
function seed(
  nodes: UnderstoodNodes,
  cluster: NonNullable<UnderstoodScenario['cluster']>,
): readonly Mistake[] {
  const orders = [nodes.order, ...(cluster.pools ?? []).map((pool) => pool?.upgrade?.order)];
  if (nodes.seed === undefined || orders.includes('random')) return [];
  return [
    {
      path: [...defaultPath, 'seed'],
      at: 'key',
      message: 'no pool has the order `random`, which the seed would determine',
    },
  ];
}
