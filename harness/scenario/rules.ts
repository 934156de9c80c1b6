import { compare, parse } from 'semver';
import { arrivalMistakes, writtenRate } from './arrival.ts';
import { cpuListText } from './cpu-list.ts';
import { formatDuration } from './duration.ts';
import { laneMistakes } from './lanes.ts';
import { misplaced } from './misplaced.ts';
import type { Mistake } from './mistakes.ts';
import { podProbeEveryMs } from './probe-pace.ts';
import type { Replay } from './profile.ts';
import { providersRollingBy } from './providers/settings.ts';
import { traitsOf } from './providers/table.ts';
import type { UnderstoodScenario } from './schema.ts';
import { type Path, valueAt } from './walk.ts';
import type { PathWarning } from './warnings.ts';

/** The judge asks for so many requests of a lane in the baseline. */
const enoughInBaseline = 1_000;
/** An outage is a run of stretches of at least so many slots, and of at least so long. */
const slotsOfStretch = 10;
const leastStretchMs = 100;

/**
 * What can't work together, though each value is valid. What was not understood is left out: it has a mistake of its own.
 * @param data what was written, overrides in and defaults not
 * @param profile see `profileIn`
 */
export function combinationMistakes(
  scenario: UnderstoodScenario,
  data: unknown,
  profile: Replay | string | null,
): readonly Mistake[] {
  return [
    misplaced(scenario, data),
    strategy(scenario, data),
    versions(scenario),
    nodeImages(scenario),
    names(scenario),
    workload(scenario),
    laneMistakes(scenario),
    load(scenario),
    arrivalMistakes(scenario, data, profile),
    gate(scenario),
    processors(scenario),
  ].flat();
}

/** What is legal but will disappoint. */
export function warningsOf(scenario: UnderstoodScenario): readonly PathWarning[] {
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
        `etcd survives no more failures with ${controlPlanes} members than with ${controlPlanes - 1}`,
      ),
    );
  if (baseline !== undefined && rate !== undefined && (baseline / 1_000) * rate < enoughInBaseline)
    warnings.push(
      warning(
        'short-baseline',
        ['load', 'baseline'],
        `${formatDuration(baseline)} at ${rate}/s are fewer than the ${enoughInBaseline} requests a lane that a verdict needs: it will be inconclusive`,
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
  return [...warnings, ...coarseProbes(scenario)];
}

/** Many nodes are asked about seldom: a single lost packet would be an outage of half the limit and more. */
function coarseProbes({ cluster, criteria }: UnderstoodScenario): readonly PathWarning[] {
  const { pods } = criteria?.probes ?? {};
  const longest = typeof pods === 'object' ? pods.longest : undefined;
  if (longest === undefined || cluster?.provider === undefined) return [];
  if (!traitsOf(cluster.provider).has.podNetwork.supported) return [];
  const workers = (cluster?.pools ?? []).reduce((sum, pool) => sum + (pool?.nodes ?? 0), 0);
  const everyMs = podProbeEveryMs((cluster?.controlPlanes ?? 0) + workers);
  if (2 * everyMs <= longest) return [];
  return [
    warning(
      'coarse-pod-probes',
      ['criteria', 'probes', 'pods', 'longest'],
      `each pair of nodes is asked about every ${formatDuration(everyMs)}: one packet lost is an outage of that length`,
    ),
  ];
}

/** Requests per second of a lane to the target that has the fewest. */
function slowestRate(scenario: UnderstoodScenario): number | undefined {
  const rate = writtenRate(scenario);
  const weights = (scenario.load?.targets ?? []).map((target) => target?.weight ?? 1);
  if (rate === undefined || weights.length === 0) return rate;
  return (rate * Math.min(...weights)) / weights.reduce((sum, weight) => sum + weight, 0);
}

const at = (path: Path, message: string): Mistake => ({ path, at: 'value', message });

const anyOf = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(' or ');

const warning = (code: string, path: Path, message: string): PathWarning => ({ ...at(path, message), code });

function versions({ cluster }: UnderstoodScenario): readonly Mistake[] {
  const from = parse(cluster?.from);
  const to = parse(cluster?.to);
  if (from === null || to === null) return [];
  const path = ['cluster', 'to'];
  if (compare(to, from) < 0) return [at(path, `${to} is older than ${from}: Kubernetes can't be downgraded`)];
  if (to.major !== from.major)
    return [at(path, `${from} to ${to} is an upgrade across major versions, which kubeadm can't do`)];
  if (to.minor > from.minor + 1) {
    const next = `${from.major}.${from.minor + 1}`;
    return [
      at(path, `${from} to ${to} skips ${next}: a control plane is upgraded one minor version at a time`),
    ];
  }
  return [];
}

function strategy({ cluster, upgrade }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  const path = ['upgrade', 'nodes', 'strategy'];
  const { nodes } = upgrade ?? {};
  const isMistaken = nodes?.strategy === undefined && valueAt(data, path) !== undefined;
  if (cluster?.provider === undefined || isMistaken) return [];
  const { title, strategies } = traitsOf(cluster.provider);
  const { strategy = strategies.worker[0], maxSurge } = nodes ?? {};
  const mistakes: Mistake[] = [];
  if (!strategies.worker.includes(strategy))
    mistakes.push(
      at(
        path,
        `${title} can't roll workers by \`${strategy}\`: use ${anyOf(strategies.worker)}, or a provider that can (${anyOf(providersRollingBy(strategy))})`,
      ),
    );
  if (maxSurge !== undefined && strategy !== 'surge')
    mistakes.push(
      at(
        ['upgrade', 'nodes', 'maxSurge'],
        `only the strategy \`surge\` has a surge, and this one is \`${strategy}\``,
      ),
    );
  return mistakes;
}

function nodeImages({ cluster }: UnderstoodScenario): readonly Mistake[] {
  const { from, to } = cluster ?? {};
  if (from === undefined || to === undefined) return [];
  return Object.keys(cluster?.nodeImages ?? {})
    .filter((version) => version !== from && version !== to)
    .map((version) => ({
      path: ['cluster', 'nodeImages', version],
      at: 'key',
      message: `this image is never used: the rehearsal goes from ${from} to ${to}`,
    }));
}

function names({ cluster }: UnderstoodScenario): readonly Mistake[] {
  const pools = cluster?.pools ?? [];
  return repeated(pools.map((pool) => pool?.name)).map(({ name, index }) =>
    at(['cluster', 'pools', index, 'name'], `a pool named \`${name}\` is there already`),
  );
}

function repeated(names: readonly (string | undefined)[]): readonly { name: string; index: number }[] {
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index ? [{ name, index }] : [],
  );
}

function workload({ workload }: UnderstoodScenario): readonly Mistake[] {
  const { preStop, terminationGrace } = workload ?? {};
  if (preStop === undefined || terminationGrace === undefined || preStop <= terminationGrace) return [];
  return [
    at(
      ['workload', 'preStop'],
      `a pause of ${formatDuration(preStop)} is longer than \`workload.terminationGrace\` (${formatDuration(terminationGrace)}): Kubernetes refuses the pods`,
    ),
  ];
}

function load({ load, criteria }: UnderstoodScenario): readonly Mistake[] {
  const { recovery, slow, timeout, closed } = load ?? {};
  const { within } = criteria?.settle ?? {};
  const mistakes: Mistake[] = [];
  if (recovery !== undefined && within !== undefined && recovery < within)
    mistakes.push(
      at(
        ['load', 'recovery'],
        `a recovery of ${formatDuration(recovery)} ends before \`criteria.settle.within\` (${formatDuration(within)}) can be seen`,
      ),
    );
  if (slow !== undefined && timeout !== undefined && slow >= timeout)
    mistakes.push(
      at(
        ['load', 'slow'],
        `no answer can be slower than ${formatDuration(slow)}: \`load.timeout\` ends it after ${formatDuration(timeout)}`,
      ),
    );
  if (typeof closed === 'object' && closed.requests !== undefined && closed.connections !== undefined)
    if (closed.requests < closed.connections)
      mistakes.push(
        at(
          ['load', 'closed', 'requests'],
          `${closed.requests} requests are fewer than the ${closed.connections} connections`,
        ),
      );
  return mistakes;
}

/** Pinned to be apart: one processor for both would be neither. */
function processors({ load, cluster }: UnderstoodScenario): readonly Mistake[] {
  const nodes = numbers(cluster?.cpus);
  const both = numbers(load?.cpus).filter((cpu) => nodes.includes(cpu));
  if (both.length === 0) return [];
  return [
    at(
      ['cluster', 'cpus'],
      `${cpuListText(both)} ${both.length === 1 ? 'is' : 'are'} in \`load.cpus\`, too: generator and nodes are pinned to be apart`,
    ),
  ];
}

const numbers = (cpus: readonly (number | undefined)[] = []) => cpus.filter((cpu) => cpu !== undefined);

function gate({ upgrade }: UnderstoodScenario): readonly Mistake[] {
  const gate = upgrade?.gate;
  if (typeof gate !== 'object') return [];
  const { validations, every, timeout } = gate;
  if (
    validations === undefined ||
    every === undefined ||
    timeout === undefined ||
    timeout >= validations * every
  )
    return [];
  const needed = `${validations} validations every ${formatDuration(every)} take ${formatDuration(validations * every)}`;
  return [
    at(
      ['upgrade', 'gate', 'timeout'],
      `${needed}, longer than \`upgrade.gate.timeout\` (${formatDuration(timeout)})`,
    ),
  ];
}
