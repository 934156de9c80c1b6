import { duration } from '../format/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { gateMs } from './estimate.ts';

/** How long the same roll is estimated to take in production. */
export interface ProductionEstimate {
  readonly durationMs: number;
  /** Whether it fits into `production.window`; null without one. */
  readonly fits: boolean | null;
  /** How the duration is computed, as a sum that a reader can check. */
  readonly formula: string;
}

/**
 * One node after another, as this scenario's strategy rolls them, with its intervals and gates and production's own
 * time for a node. Null without `production.nodeReady`, because the time for a machine there can't be measured here.
 */
export function productionEstimate(scenario: Scenario): ProductionEstimate | null {
  const { production, upgrade } = scenario;
  if (production === null || production.nodeReadyMs === null) return null;
  const { nodeReadyMs, windowMs } = production;
  const validationMs = gateMs(scenario);
  const roles = [
    { count: production.controlPlanes, title: 'control planes', intervalMs: upgrade.controlPlane.intervalMs },
    { count: production.nodes, title: 'nodes', intervalMs: upgrade.nodes.intervalMs },
  ];
  const durationMs = roles.reduce(
    (sum, { count, intervalMs }) => sum + count * (nodeReadyMs + intervalMs + validationMs),
    0,
  );
  const fits = windowMs === null ? null : durationMs <= windowMs;
  const terms = roles.map(({ count, title, intervalMs }) => {
    const parts = [`${duration(nodeReadyMs)} ready`, `${duration(intervalMs)} interval`];
    if (upgrade.gate !== null) parts.push(`${duration(validationMs)} gate`);
    return `${count} ${title} × (${parts.join(' + ')})`;
  });
  const sum = `${terms.join(' + ')} = ${duration(durationMs)}`;
  if (windowMs === null) return { durationMs, fits, formula: sum };
  const verdict = `${fits ? 'fits into' : 'does not fit into'} the window of ${duration(windowMs)}`;
  return { durationMs, fits, formula: `${sum}; ${verdict}` };
}
