import { duration } from '../format/durations.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Scenario, WorkerPolicy } from '../scenario/scenario.ts';
import { findWorkerPolicy } from '../scenario/worker-limits.ts';
import { gateMs, type PoolSize, pausesOfWorkers } from './pauses.ts';

/** How long the same roll is estimated to take in production. */
export interface ProductionEstimate {
  readonly durationMs: number;
  /** Whether it fits into `production.window`; null without one. */
  readonly fits: boolean | null;
  /** How the duration is computed, as a sum that a reader can check. */
  readonly formula: string;
}

/**
 * One node or group of nodes after another, as this scenario's strategy rolls them, with its intervals and gates and
 * production's own time for a node. Null without `production.nodeReady`: the time for a machine there can't be measured here.
 */
export function productionEstimate(scenario: Scenario): ProductionEstimate | null {
  const { production, upgrade } = scenario;
  if (production === null || production.nodeReadyMs === null) return null;
  const { nodeReadyMs, windowMs } = production;
  const validationMs = gateMs(scenario);
  // A command's own delay is part of production's time for a node.
  const isCommand = getTraits(scenario.cluster.provider).rolling === 'command';
  const delayMs = isCommand ? 0 : upgrade.drain.postDrainDelayMs;
  const waits = [
    { count: production.controlPlanes, title: 'control planes', intervalMs: upgrade.controlPlane.intervalMs },
    ...listWorkerWaits(scenario, production.nodes),
  ];
  const durationMs = waits.reduce(
    (sum, { count, intervalMs }) => sum + count * (nodeReadyMs + delayMs + intervalMs + validationMs),
    0,
  );
  const fits = windowMs === null ? null : durationMs <= windowMs;
  const terms = waits.map(({ count, title, intervalMs }) => {
    const parts = [
      `${duration(nodeReadyMs)} ready`,
      ...(delayMs === 0 ? [] : [`${duration(delayMs)} post-drain delay`]),
      `${duration(intervalMs)} interval`,
    ];
    if (upgrade.gate !== null) parts.push(`${duration(validationMs)} gate`);
    return `${count} ${title} × (${parts.join(' + ')})`;
  });
  const sum = `${terms.join(' + ')} = ${duration(durationMs)}`;
  if (windowMs === null) return { durationMs, fits, formula: sum };
  const verdict = `${fits ? 'fits into' : 'does not fit into'} the window of ${duration(windowMs)}`;
  return { durationMs, fits, formula: `${sum}; ${verdict}` };
}

interface Wait {
  readonly count: number;
  readonly title: string;
  readonly intervalMs: number;
}

/**
 * Of as many pools as the scenario has, which share production's workers evenly. Pools with settings of their own, and
 * canaries' watches, are terms of their own.
 */
function listWorkerWaits(scenario: Scenario, nodes: number): readonly Wait[] {
  const { cluster, upgrade } = scenario;
  const pools = cluster.pools.map(({ name }, index, { length }) => ({
    name,
    nodes: Math.floor((nodes + index) / length),
  }));
  const isOwn = ({ name }: PoolSize) => Object.hasOwn(upgrade.pools, name);
  const alike = pools.filter((pool) => !isOwn(pool));
  return [
    ...(alike.length === 0 ? [] : listWaits(scenario, alike, upgrade.nodes, '')),
    ...pools
      .filter(isOwn)
      .flatMap((pool) =>
        listWaits(scenario, [pool], findWorkerPolicy(upgrade, pool.name), ` of ${pool.name}`),
      ),
  ];
}

function listWaits(
  scenario: Scenario,
  pools: readonly PoolSize[],
  { intervalMs, canary }: WorkerPolicy,
  place: string,
): readonly Wait[] {
  const { groups, perGroup, ahead } = pausesOfWorkers(scenario, pools);
  const watches = canary === null ? 0 : pools.filter((pool) => pool.nodes > 0).length;
  const title = perGroup === 1 ? 'nodes' : `groups of up to ${perGroup} nodes`;
  return [
    ...(watches === 0 || canary === null
      ? []
      : [{ count: watches, title: `last canaries${place}`, intervalMs: canary.watchMs }]),
    { count: groups - watches, title: `${title}${place}`, intervalMs },
    ...(ahead === 0
      ? []
      : [{ count: ahead, title: `${ahead === 1 ? 'surge' : 'surges'} before them`, intervalMs }]),
  ];
}
