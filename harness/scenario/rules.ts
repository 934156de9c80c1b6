import { compare, parse } from 'semver';
import { checkMistakes } from './calls/rules.ts';
import { cloneMistakes } from './clone-rules.ts';
import { cpuListText } from './cpu-list.ts';
import { formatDuration } from './duration.ts';
import { deregistrationMistakes } from './front-door-rules.ts';
import { hookMistakes } from './hooks/rules.ts';
import { arrivalMistakes } from './load/arrival.ts';
import { laneMistakes } from './load/lanes.ts';
import type { Replay } from './load/profile.ts';
import { misplaced } from './misplaced.ts';
import type { Mistake } from './mistakes.ts';
import { findVersion } from './production-version.ts';
import { providersRollingBy } from './providers/settings.ts';
import { getTraits } from './providers/table.ts';
import type { Role } from './scenario.ts';
import { joinChoices } from './schema/leaves.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import { type Path, valueAt } from './walk.ts';
import { workerMistakes } from './worker-rules.ts';

/**
 * Valid values that can't work together. Invalid values are left out: they have a mistake of their own.
 * @param data as written, with overrides and without defaults
 * @param profile see `profileIn`
 */
export function combinationMistakes(
  scenario: UnderstoodScenario,
  data: unknown,
  profile: Replay | string | null,
): readonly Mistake[] {
  return [
    misplaced(scenario, data),
    strategies(scenario),
    workerMistakes(scenario, data),
    versions(scenario),
    cloneMistakes(scenario, data),
    nodeImages(scenario),
    names(scenario),
    workload(scenario),
    deregistrationMistakes(scenario, data),
    laneMistakes(scenario),
    load(scenario),
    arrivalMistakes(scenario, data, profile),
    gate(scenario),
    quarantineLimit(scenario),
    checkMistakes(scenario, data),
    hookMistakes(scenario, data),
    wayBack(scenario, data),
    processors(scenario),
  ].flat();
}

const at = (path: Path, message: string): Mistake => ({ path, at: 'value', message });

function versions({ cluster }: UnderstoodScenario): readonly Mistake[] {
  const from = parse(findVersion(cluster?.from));
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

/** Each role's strategy, as the messages name its nodes. */
const roles: readonly {
  readonly role: Role;
  readonly key: 'controlPlane' | 'nodes';
  readonly nodes: string;
}[] = [
  { role: 'control-plane', key: 'controlPlane', nodes: 'control planes' },
  { role: 'worker', key: 'nodes', nodes: 'workers' },
];

function strategies({ cluster, upgrade }: UnderstoodScenario): readonly Mistake[] {
  const { provider } = cluster ?? {};
  if (provider === undefined) return [];
  const { title, strategies } = getTraits(provider);
  return roles.flatMap(({ role, key, nodes }) => {
    const strategy = upgrade?.[key]?.strategy;
    const possible: readonly string[] = strategies[role];
    if (strategy === undefined || possible.includes(strategy)) return [];
    const others = providersRollingBy(role, strategy);
    return [
      at(
        ['upgrade', key, 'strategy'],
        `${title} can't roll ${nodes} by \`${strategy}\`: use ${joinChoices(possible)}, or a provider that can (${joinChoices(others)})`,
      ),
    ];
  });
}

function nodeImages({ cluster }: UnderstoodScenario): readonly Mistake[] {
  const [from, to] = [findVersion(cluster?.from), cluster?.to];
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
        `no response can be slower than ${formatDuration(slow)}: \`load.timeout\` ends it after ${formatDuration(timeout)}`,
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

/** Load generator and nodes must not share a processor if both are pinned. */
function processors({ load, cluster }: UnderstoodScenario): readonly Mistake[] {
  const nodes = numbers(cluster?.cpus);
  const both = numbers(load?.cpus).filter((cpu) => nodes.includes(cpu));
  if (both.length === 0) return [];
  return [
    at(
      ['cluster', 'cpus'],
      `${cpuListText(both)} ${both.length === 1 ? 'is' : 'are'} in \`load.cpus\`, too: generator and nodes need separate processors`,
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

/** A limit of what does not happen says nothing. */
function quarantineLimit({ upgrade }: UnderstoodScenario): readonly Mistake[] {
  const { maxQuarantined, onTimeout } = upgrade?.drain ?? {};
  if (maxQuarantined === undefined || onTimeout === undefined || onTimeout === 'quarantine') return [];
  return [
    {
      ...at(
        ['upgrade', 'drain', 'maxQuarantined'],
        'no node gets into quarantine: `upgrade.drain.onTimeout` is another one',
      ),
      at: 'key',
    },
  ];
}

/** A way back without an end of the roll before it, or to the same version, says nothing. */
function wayBack({ cluster, upgrade }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  const asked = valueAt(data, ['upgrade', 'abortAt']);
  if (asked === undefined && upgrade?.goBackAfter !== undefined)
    return [
      { ...at(['upgrade', 'goBackAfter'], 'nothing ends the roll: `upgrade.abortAt` is missing'), at: 'key' },
    ];
  const from = findVersion(cluster?.from);
  if (upgrade?.abortAt === undefined || from === undefined || from !== cluster?.to) return [];
  return [
    {
      ...at(['upgrade', 'abortAt'], `there is no older version to go back to: the roll stays at ${from}`),
      at: 'key',
    },
  ];
}
