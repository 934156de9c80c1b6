import { deregistrationLike } from './balancers.ts';
import { formatDuration } from './duration.ts';
import type { Mistake } from './mistakes.ts';
import { getTraits } from './providers/table.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import { type Path, valueAt } from './walk.ts';
import type { PathWarning } from './warnings.ts';

const path: Path = ['frontDoor', 'deregistration'];

/** What can't happen to the connections through a node that has left. @param data what was written, overrides in and defaults not */
export function deregistrationMistakes(scenario: UnderstoodScenario, data: unknown): readonly Mistake[] {
  const { type, deregistration } = scenario.frontDoor ?? {};
  if (type === 'load-balancer' && valueAt(data, path) !== undefined)
    return [
      {
        path,
        at: 'key',
        message:
          "a load balancer of the cloud has a deregistration of its own: only this tool's proxy has these settings",
      },
    ];
  if (deregistration === undefined) return [];
  const like = deregistrationLike(deregistration.preset);
  const { lag = like.lagMs, drainDelay = like.drainDelayMs } = deregistration;
  if (drainDelay === null || drainDelay === 'none' || drainDelay >= lag) return [];
  const delay = `established connections end after ${formatDuration(drainDelay)}`;
  return [
    {
      path: [...path, deregistration.drainDelay === undefined ? 'lag' : 'drainDelay'],
      at: 'value',
      message: `${delay}, while new ones come for ${formatDuration(lag)} (\`lag\`): \`drainDelay\` must be as long at least`,
    },
  ];
}

/** Workers that stay in the front door never leave it. */
export function deregistrationWarnings({
  cluster,
  upgrade,
  frontDoor,
}: UnderstoodScenario): readonly PathWarning[] {
  const { preset, lag = 0, drainDelay = 'none' } = frontDoor?.deregistration ?? {};
  const leavesAtOnce = preset === undefined && lag === 0 && drainDelay === 'none';
  if (cluster?.provider === undefined || leavesAtOnce) return [];
  const { strategy = getTraits(cluster.provider).strategies.worker[0] } = upgrade?.nodes ?? {};
  const ofPools = (cluster.pools ?? []).map((pool) => pool?.upgrade?.strategy ?? strategy);
  if ([strategy, ...ofPools].some((other) => other !== 'in-place')) return [];
  return [
    {
      path,
      at: 'key',
      code: 'unused-deregistration',
      message: 'no worker leaves the front door: those that are upgraded `in-place` stay its backends',
    },
  ];
}
