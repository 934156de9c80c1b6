import { formatDuration } from './duration.ts';
import { deregistrationWarnings } from './front-door-rules.ts';
import { writtenRate } from './load/arrival.ts';
import { podProbeEveryMs } from './probe-pace.ts';
import { getTraits } from './providers/table.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import type { Path } from './walk.ts';
import type { PathWarning } from './warnings.ts';

/** Minimum number of a lane's requests in the baseline for the judge. */
const enoughInBaseline = 1_000;
/** An outage is a run of periods of at least this many slots, and of at least this length. */
const slotsOfStretch = 10;
const leastStretchMs = 100;

/** Warnings about legal settings with unwanted results. */
export function findWarnings(scenario: UnderstoodScenario): readonly PathWarning[] {
  const { controlPlanes } = scenario.cluster ?? {};
  const { baseline } = scenario.load ?? {};
  const rate = slowestRate(scenario);
  const { longest } = scenario.criteria?.outage ?? {};
  const warnings: PathWarning[] = [];
  if (controlPlanes !== undefined && controlPlanes % 2 === 0)
    warnings.push(
      warning(
        'even-control-planes',
        ['cluster', 'controlPlanes'],
        `etcd with ${controlPlanes} members survives no more failures than with ${controlPlanes - 1}`,
      ),
    );
  if (baseline !== undefined && rate !== undefined && (baseline / 1_000) * rate < enoughInBaseline)
    warnings.push(
      warning(
        'short-baseline',
        ['load', 'baseline'],
        `${formatDuration(baseline)} at ${rate}/s are fewer requests than the ${enoughInBaseline} per lane that a verdict needs: it will be inconclusive`,
      ),
    );
  const stretchMs = Math.max(leastStretchMs, (slotsOfStretch / (rate ?? Number.POSITIVE_INFINITY)) * 1_000);
  if (longest !== undefined && rate !== undefined && stretchMs > longest)
    warnings.push(
      warning(
        'coarse-resolution',
        ['criteria', 'outage', 'longest'],
        `${rate}/s can't show an outage shorter than ${formatDuration(stretchMs)}`,
      ),
    );
  return [...warnings, ...deregistrationWarnings(scenario), ...coarseProbes(scenario)];
}

/** Many nodes are probed seldom: a single lost packet would be an outage of half the limit and more. */
function coarseProbes({ cluster, criteria }: UnderstoodScenario): readonly PathWarning[] {
  const { pods } = criteria?.probes ?? {};
  const longest = typeof pods === 'object' ? pods.longest : undefined;
  if (longest === undefined || cluster?.provider === undefined) return [];
  if (!getTraits(cluster.provider).has.podNetwork.supported) return [];
  const workers = (cluster?.pools ?? []).reduce((sum, pool) => sum + (pool?.nodes ?? 0), 0);
  const everyMs = podProbeEveryMs((cluster?.controlPlanes ?? 0) + workers);
  if (2 * everyMs <= longest) return [];
  return [
    warning(
      'coarse-pod-probes',
      ['criteria', 'probes', 'pods', 'longest'],
      `each pair of nodes is probed about every ${formatDuration(everyMs)}: one lost packet is an outage of that length`,
    ),
  ];
}

/** Requests per second of a lane to the target with the lowest rate. */
function slowestRate(scenario: UnderstoodScenario): number | undefined {
  const rate = writtenRate(scenario);
  const weights = (scenario.load?.targets ?? []).map((target) => target?.weight ?? 1);
  if (rate === undefined || weights.length === 0) return rate;
  return (rate * Math.min(...weights)) / weights.reduce((sum, weight) => sum + weight, 0);
}

const warning = (code: string, path: Path, message: string): PathWarning => ({
  path,
  at: 'value',
  message,
  code,
});
