import { duration } from '../format/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { gateMs, pausesOfWorkers } from './pauses.ts';

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
  const waits = [
    { count: production.controlPlanes, title: 'control planes', intervalMs: upgrade.controlPlane.intervalMs },
    ...listWorkerWaits(scenario, production.nodes),
  ];
  const durationMs = waits.reduce(
    (sum, { count, intervalMs }) => sum + count * (nodeReadyMs + intervalMs + validationMs),
    0,
  );
  const fits = windowMs === null ? null : durationMs <= windowMs;
  const terms = waits.map(({ count, title, intervalMs }) => {
    const parts = [`${duration(nodeReadyMs)} ready`, `${duration(intervalMs)} interval`];
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

/** Of as many pools as the scenario has, which share production's workers evenly. */
function listWorkerWaits(scenario: Scenario, nodes: number): readonly Wait[] {
  const pools = scenario.cluster.pools.map((_, index, { length }) => Math.floor((nodes + index) / length));
  const { groups, perGroup, ahead } = pausesOfWorkers(scenario, pools);
  const { intervalMs } = scenario.upgrade.nodes;
  const title = perGroup === 1 ? 'nodes' : `groups of up to ${perGroup} nodes`;
  return [
    { count: groups, title, intervalMs },
    ...(ahead === 0
      ? []
      : [{ count: ahead, title: ahead === 1 ? 'surge before them' : 'surges before them', intervalMs }]),
  ];
}
