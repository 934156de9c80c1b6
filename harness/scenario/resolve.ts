import { resolve as absolute } from 'node:path';
import { deregistrationLike } from './balancers.ts';
import { makeWordsAbsolute } from './calls/absolute-words.ts';
import { resolveHooks } from './hooks/resolve.ts';
import { resolveArrival } from './load/arrival.ts';
import { laneSpecs } from './load/lanes.ts';
import { meanRate } from './load/mean-rate.ts';
import type { Replay } from './load/profile.ts';
import { targetSpecs } from './load/target-specs.ts';
import { getTraits } from './providers/table.ts';
import type { ProviderTraits } from './providers/traits.ts';
import { resolveUpgrade } from './resolve-upgrade.ts';
import type {
  Arrival,
  CloneSpec,
  ClusterSpec,
  Criteria,
  DeregistrationPolicy,
  LoadSpec,
  OwnWorkload,
  Scenario,
  WorkloadSpec,
} from './scenario.ts';
import { defaultClone } from './schema/clone.ts';
import type { WrittenScenario } from './schema/scenario.ts';

type HookFiles = Parameters<typeof resolveHooks>[2];
type WrittenClone = ReturnType<typeof defaultClone>;

/**
 * The scenario that other code reads, from the written one. Relative paths start at `folder`.
 * @param manifests the files of `workload.manifests`
 * @param profile the one of `load.arrival.replay`, if it names one
 * @param hookFiles of the hooks that apply manifests, by the hook's name
 */
export function resolveScenario(
  written: WrittenScenario,
  folder: string,
  manifests: OwnWorkload['manifests'],
  profile: Replay | null,
  hookFiles: HookFiles,
): Scenario {
  const { cluster, frontDoor, production } = written;
  const traits = getTraits(cluster.provider);
  return {
    apiVersion: written.apiVersion,
    kind: written.kind,
    metadata: written.metadata,
    repeat: written.repeat,
    cluster: clusterSpec(cluster, traits, folder),
    upgrade: {
      ...resolveUpgrade(written.upgrade, cluster.pools, traits, folder),
      hooks: resolveHooks(written.upgrade.hooks, folder, hookFiles),
    },
    workload:
      written.workload.manifests === undefined
        ? workloadSpec(written.workload)
        : {
            builtin: null,
            manifests,
            images: written.workload.images ?? [],
            ready: { withinMs: written.workload.ready.within },
          },
    frontDoor: {
      type: traits.has.loadBalancer.supported ? frontDoor.type : 'proxy',
      annotations: frontDoor.annotations ?? {},
      healthCheck: {
        of: frontDoor.healthCheck.of,
        everyMs: frontDoor.healthCheck.every,
        timeoutMs: frontDoor.healthCheck.timeout,
        rise: frontDoor.healthCheck.rise,
        fall: frontDoor.healthCheck.fall,
      },
      connectTimeoutMs: frontDoor.connectTimeout,
      allUnhealthy: frontDoor.allUnhealthy,
      deregistration: deregistrationPolicy(frontDoor.deregistration),
    },
    load: loadSpec(written.load, resolveArrival(written.load.arrival, profile)),
    criteria: resolveCriteria(written.criteria, traits),
    production:
      production === undefined
        ? null
        : {
            controlPlanes: production.controlPlanes,
            nodes: production.nodes,
            windowMs: production.window ?? null,
            nodeReadyMs: production.nodeReady ?? null,
          },
  };
}

function deregistrationPolicy({
  preset,
  lag,
  drainDelay,
}: WrittenScenario['frontDoor']['deregistration']): DeregistrationPolicy {
  const { lagMs, drainDelayMs } = deregistrationLike(preset);
  return {
    lagMs: lag ?? lagMs,
    drainDelayMs: drainDelay === undefined ? drainDelayMs : drainDelay === 'none' ? null : drainDelay,
  };
}

function clusterSpec(
  cluster: WrittenScenario['cluster'],
  { clonesProduction }: ProviderTraits,
  folder: string,
): ClusterSpec {
  const absoluteWords = (words: readonly string[]) => makeWordsAbsolute(words, folder);
  const { from, clone } = cluster;
  return {
    ...cluster,
    name: cluster.name ?? null,
    pools: cluster.pools.map(({ name, nodes }) => ({ name, nodes })),
    from: typeof from === 'string' ? from : from.version,
    images: cluster.images.map((path) => absolute(folder, path)),
    commands: Object.fromEntries(
      Object.entries(cluster.commands).map(([image, words]) => [image, absoluteWords(words)]),
    ),
    cpus: cluster.cpus ?? null,
    production: typeof from === 'string' ? null : { stateStore: from.stateStore, cluster: from.cluster },
    clone: clonesProduction ? cloneSpec(clone ?? defaultClone(), absoluteWords) : null,
  };
}

function cloneSpec(
  { zones, network, ttl, spot, fewerControlPlanes, prices, currency, provideImages }: WrittenClone,
  absoluteWords: (words: readonly string[]) => readonly string[],
): CloneSpec {
  return {
    zones: zones ?? null,
    network,
    ttlMs: ttl,
    spot,
    fewerControlPlanes,
    prices: prices === undefined || currency === undefined ? null : { currency, perHour: prices },
    provideImages: provideImages === undefined ? null : absoluteWords(provideImages),
  };
}

function workloadSpec(written: WrittenScenario['workload']): WorkloadSpec {
  const { builtin, replicas, budget, spread, onSigterm, readinessProbe } = written;
  const allButOne = replicas > 1 ? { minAvailable: replicas - 1 } : null;
  return {
    builtin,
    replicas,
    workUs: Math.round(written.work * 1_000),
    preStopMs: written.preStop,
    terminationGraceMs: written.terminationGrace,
    budget: budget === undefined ? allButOne : budget === 'none' ? null : budget,
    spread,
    onSigterm,
    readinessProbe,
    startupMs: written.startup,
    ready: { withinMs: written.ready.within },
  };
}

function loadSpec(
  { rate, targets, lanes, timeout, slow, baseline, recovery, closed, seed, cpus }: WrittenScenario['load'],
  arrival: Arrival,
): LoadSpec {
  return {
    ratePerS: meanRate(arrival) ?? rate,
    arrival,
    targets: targetSpecs(targets),
    lanes: laneSpecs(lanes),
    timeoutMs: timeout,
    slowMs: slow,
    baselineMs: baseline,
    recoveryMs: recovery,
    closed:
      closed === 'none'
        ? null
        : { connections: closed.connections, requests: closed.requests, ratePerS: closed.rate },
    seed,
    cpus: cpus ?? null,
  };
}

function resolveCriteria(
  { outage, bad, latency, probes, settle }: WrittenScenario['criteria'],
  { has }: ProviderTraits,
): Criteria {
  return {
    outage: { longestMs: outage.longest },
    bad: { perStepMs: bad.perStep },
    latency: {
      p90: { increase: latency.p90.increase, atLeastMs: latency.p90.atLeast },
      p99: latency.p99 ? { increase: latency.p99.increase, atLeastMs: latency.p99.atLeast } : null,
    },
    probes: {
      api: probeLimit(probes.api),
      // A scenario with an unsupported setting is refused; here the default is left out.
      dns: has.dns.supported ? probeLimit(probes.dns) : null,
      pods: has.podNetwork.supported ? probeLimit(probes.pods) : null,
      apiWrite: probeLimit(probes.apiWrite),
      rollout: probeLimit(probes.rollout),
    },
    settle: { withinMs: settle.within },
  };
}

function probeLimit(written: 'none' | { readonly longest: number }) {
  return written === 'none' ? null : { longestMs: written.longest };
}
