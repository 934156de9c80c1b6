import { formatDuration } from '../duration.ts';
import type { Role } from '../scenario.ts';
import type { ControlPlaneStrategy, WorkerStrategy } from '../upgrade-policy.ts';
import { type Path, pathText } from '../walk.ts';
import { getTraits, type ProviderName, providerNames } from './table.ts';
import { no, type ProviderTraits, type Refusal, type Support, yes } from './traits.ts';

interface Need extends Omit<Refusal, 'why'> {
  readonly of: (traits: ProviderTraits) => Support;
}

/** Settings for features that not every provider supports. */
const needs: readonly Need[] = [
  { path: ['cluster', 'from'], form: 'mapping', of: clones },
  { path: ['cluster', 'clone'], of: clones },
  { path: ['cluster', 'images'], of: ({ has }) => has.images },
  { path: ['workload', 'images'], of: ({ has }) => has.images },
  { path: ['criteria', 'probes', 'dns'], of: ({ has }) => has.dns },
  { path: ['criteria', 'probes', 'pods'], of: ({ has }) => has.podNetwork },
  { path: ['frontDoor', 'type'], form: 'load-balancer', of: ({ has }) => has.loadBalancer },
  { path: ['frontDoor', 'annotations'], of: ({ has }) => has.loadBalancer },
  { path: ['criteria', 'latency'], of: ({ judgesLatency }) => judgesLatency },
  { path: ['upgrade', 'controlPlane', 'addons'], of: waitsBetweenActions },
  { path: ['upgrade', 'nodes', 'order'], form: 'random', of: ordersNodes },
  { path: ['upgrade', 'nodes', 'seed'], of: ordersNodes },
  { path: ['upgrade', 'nodes', 'canary'], of: ordersNodes },
  { path: ['upgrade', 'nodes', 'canaryWatch'], of: ordersNodes },
  { path: ['upgrade', 'nodes', 'rounding'], of: rounds },
  { path: ['upgrade', 'drain', 'onTimeout'], form: 'quarantine', of: quarantines },
  { path: ['upgrade', 'drain', 'maxQuarantined'], of: quarantines },
  { path: ['upgrade', 'drain', 'retryInterval'], of: setsRetryInterval },
  { path: ['upgrade', 'drain', 'onError'], of: decidesOnErrors },
  { path: ['upgrade', 'drain', 'force'], of: choosesUnmanaged },
  { path: ['upgrade', 'drain', 'deleteEmptyDirData'], of: choosesEmptyDirs },
  { path: ['upgrade', 'gate', 'every'], of: waitsBetweenValidations },
  { path: ['upgrade', 'gate', 'beforeGroup'], of: makesOwnValidations },
  { path: ['upgrade', 'gate', 'checks'], of: makesOwnValidations },
  { path: ['upgrade', 'abortAt'], of: ({ goesBack }) => goesBack },
  { path: ['upgrade', 'goBackAfter'], of: ({ goesBack }) => goesBack },
];

function clones({ title, clonesProduction }: ProviderTraits): Support {
  if (clonesProduction) return yes;
  return no(`${title} is made from this scenario alone: it clones no production cluster`);
}

/** A command of another tool has no pause of ours between its actions. */
function waitsBetweenActions({ title, rolling }: ProviderTraits): Support {
  if (rolling === 'nodes') return yes;
  return no(`${title} is rolled by a command: nothing can wait between its actions`);
}

/** A command of another tool chooses the nodes. */
export function ordersNodes({ title, rolling }: Pick<ProviderTraits, 'title' | 'rolling'>): Support {
  if (rolling === 'nodes') return yes;
  return no(`${title} is rolled by a command, which chooses the order of the nodes`);
}

function rounds({ title, rolling }: ProviderTraits): Support {
  if (rolling === 'nodes') return yes;
  return no(`${title} is rolled by a command, which rounds percentages by itself`);
}

/** This tool's own rolls can leave a node behind. */
function quarantines({ title, rolling }: ProviderTraits): Support {
  if (rolling === 'nodes') return yes;
  return no(`${title} is rolled by a command, which leaves no node behind and goes on`);
}

function setsRetryInterval({ title, drains }: ProviderTraits): Support {
  if (drains === null) return yes;
  return no(`the tool of ${title} requests a blocked eviction again every ${formatDuration(drains.retryMs)}`);
}

const afterAnError = {
  retry: 'requests an eviction again after any error',
  fail: 'ends a drain at any error of an eviction that no budget explains',
} as const;

function decidesOnErrors({ title, drains }: ProviderTraits): Support {
  if (drains === null) return yes;
  return no(`the tool of ${title} ${afterAnError[drains.onError]}`);
}

const treatsPods = (allowed: boolean) => (allowed ? 'evicts every pod' : 'ends a drain at a pod');

function choosesUnmanaged({ title, drains }: ProviderTraits): Support {
  if (drains === null) return yes;
  return no(`the tool of ${title} ${treatsPods(drains.force)} without a controller`);
}

function choosesEmptyDirs({ title, drains }: ProviderTraits): Support {
  if (drains === null) return yes;
  return no(`the tool of ${title} ${treatsPods(drains.deleteEmptyDirData)} with an emptyDir volume`);
}

function waitsBetweenValidations({ title, validationEveryMs }: ProviderTraits): Support {
  if (validationEveryMs === null) return yes;
  return no(`the pause between two validations of ${title} is ${formatDuration(validationEveryMs)}`);
}

function makesOwnValidations({ title, rolling }: ProviderTraits): Support {
  if (rolling === 'nodes') return yes;
  return no(`${title} is rolled by a command, which makes its own validations`);
}

/** Every setting that a provider does not support, with the reason. */
export function listRefusals(traits: ProviderTraits): readonly Refusal[] {
  const lacking = needs.flatMap(({ of, ...refused }) => {
    const support = of(traits);
    return support.supported ? [] : [{ ...refused, why: support.why }];
  });
  return [...lacking, ...traits.refuses];
}

/** The providers that support a setting, in one form at least. */
export function providersTaking(path: Path): readonly ProviderName[] {
  return providerNames.filter(
    (name) =>
      !listRefusals(getTraits(name)).some(
        (refusal) => refusal.form === undefined && pathText(refusal.path) === pathText(path),
      ),
  );
}

/** The providers whose nodes of a role can get the new version by a strategy. */
export function providersRollingBy(
  role: Role,
  strategy: ControlPlaneStrategy | WorkerStrategy,
): readonly ProviderName[] {
  return providerNames.filter((name) => {
    const strategies: readonly string[] = getTraits(name).strategies[role];
    return strategies.includes(strategy);
  });
}

/** A setting's description, which begins with the providers that support it if not all of them do. */
export function describeFor(path: Path, description: string): string {
  const names = providersTaking(path);
  if (names.length === providerNames.length) return description;
  return `${names.join(', ')}: ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
}
