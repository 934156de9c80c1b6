import { z } from 'zod';
import { arrival } from './arrival-schema.ts';
import {
  choice,
  count,
  cpuList,
  duration,
  flag,
  list,
  orNone,
  percentage,
  positiveDuration,
  rate,
  section,
  text,
  version,
  word,
} from './leaves.ts';
import { targets } from './target-schema.ts';
import { workload } from './workload-schema.ts';

/**
 * What a user writes. Times have no unit in their key, because the value names it; `resolve` makes a Scenario of it,
 * where they do.
 */
const healthCheck = section({
  of: choice(['node-proxy', 'service', 'none'])
    .prefault('node-proxy')
    .describe(
      "node-proxy: kube-proxy's healthz, as cloud load balancers do; service: the NodePort itself; none: always in use",
    ),
  every: positiveDuration().prefault('2s').describe('Pause between two checks of one backend'),
  timeout: positiveDuration().prefault('1s').describe('A check without an answer for so long has failed'),
  rise: count(1, 100).prefault(2).describe('Good checks in a row until a backend is used'),
  fall: count(1, 100).prefault(2).describe('Failed checks in a row until a backend is no longer used'),
});

const cluster = section({
  provider: choice(['embedded', 'kind'], ['existing', 'kops']).describe(
    'What the replica cluster is made of',
  ),
  name: word(
    'a cluster name of lower-case letters, digits, `-` and `.`, at most 45',
    /^[a-z0-9](?:[a-z0-9.-]{0,43}[a-z0-9])?$/,
  )
    .optional()
    .describe("Name of the replica cluster; by default one of the run's own"),
  from: version().describe("Production's version, where the rehearsal starts"),
  to: version().describe('The version to upgrade to; equal to `from`: a roll without a version change'),
  controlPlanes: count(1, 9).prefault(1).describe('Control-plane nodes'),
  pools: list(
    'pools',
    section({
      name: word(
        'a pool name of lower-case letters, digits and `-`, at most 40',
        /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      ).describe('Name of the pool'),
      nodes: count(1, 100).describe('Worker nodes in the pool'),
    }),
  )
    .min(1, { error: 'expected at least one pool' })
    .prefault([{ name: 'workers', nodes: 2 }])
    .describe('Worker nodes, rolled in this order'),
  images: list('image archives', text('the path of an image archive'))
    .prefault([])
    .describe('kind: image archives, relative to this file, to load into the local engine first'),
  nodeImages: z
    .record(version(), text('the name of a node image'), {
      error: 'expected a mapping of versions to node images',
    })
    .prefault({})
    .describe('kind: node image of a version, where it is not kindest/node:v<version>'),
  commands: z
    .record(
      text('the name of an image'),
      list('words', text('a word of a command')).min(1, { error: 'expected at least one word' }),
      { error: 'expected a mapping of images to commands' },
    )
    .prefault({})
    .describe(
      'embedded: what a container of an image runs, as a list of words; one that begins with ./ is a path relative to this file',
    ),
  cpus: cpuList().optional().describe('Processors that the nodes keep to, as `0-1,3`; by default any'),
});

const interval = () =>
  duration()
    .prefault('30s')
    .describe('Pause after each node of this role, the last one too, before validating');

const controlPlane = section({
  strategy: choice(['in-place'], ['replace', 'surge'])
    .prefault('in-place')
    .describe('How a node comes to the new version'),
  interval: interval(),
}).prefault({});

const nodes = section({
  strategy: choice(['in-place', 'replace', 'surge'])
    .prefault('in-place')
    .describe(
      'in-place: each node is upgraded where it is; replace: it leaves, then a new one comes; surge: new ones come first',
    ),
  interval: interval(),
  maxSurge: count(1, 100).optional().describe('surge: new nodes that come first, by default 1'),
}).prefault({});

const upgrade = section({
  none: flag()
    .prefault(false)
    .describe('Change nothing, but keep the same phases and pauses: the noise floor'),
  controlPlane: controlPlane.describe('How control-plane nodes are rolled'),
  nodes: nodes.describe('How workers are rolled'),
  drain: section({
    timeout: positiveDuration().prefault('2m').describe('How long evictions may take on one node'),
    onTimeout: choice(['fail', 'continue', 'delete-pods'])
      .prefault('fail')
      .describe('What follows a drain that took too long'),
  })
    .prefault({})
    .describe('Evictions honour PodDisruptionBudgets'),
  gate: orNone(
    section({
      validations: count(1, 100).prefault(2).describe('Validations in a row that must hold'),
      every: positiveDuration().prefault('5s').describe('Pause between validations'),
      timeout: positiveDuration()
        .prefault('5m')
        .describe('A gate that stays closed for so long fails the upgrade'),
    }),
  )
    .prefault({})
    .describe('What must hold before the next node'),
}).prefault({});

const load = section({
  rate: rate()
    .prefault('200/s')
    .describe('Requests per second, per open-loop lane, shared out over the targets by weight'),
  arrival: arrival
    .prefault('random')
    .describe(
      'random: one at a random place of each slot of 1/rate; constant: equal gaps; poisson: independent ones; or a profile',
    ),
  targets: targets.optional().describe('The services under load; by default the built-in one'),
  lanes: list('lanes', choice(['reused', 'fresh', 'stream']))
    .min(1, { error: 'expected at least one lane' })
    .prefault(['reused', 'fresh'])
    .describe(
      'reused: kept-alive connections; fresh: a new connection for every request; stream: answers without an end, whose breaks count',
    ),
  timeout: positiveDuration().prefault('2s').describe('Of one request, from its intended start'),
  slow: positiveDuration().prefault('1s').describe('Slower than this is bad, like a failure'),
  baseline: positiveDuration().prefault('3m').describe('Load before the upgrade'),
  recovery: positiveDuration().prefault('2m').describe('Load after the upgrade'),
  closed: orNone(
    section({
      connections: count(1, 10_000).prefault(10).describe('Connections of autocannon'),
      requests: count(1)
        .prefault(20_000)
        .describe('Requests of the uncapped runs before the baseline and after recovery'),
      rate: rate().prefault('50/s').describe('Cap of the closed-loop lane in between'),
    }),
  )
    .prefault({})
    .describe('autocannon, as runbooks do it by hand'),
  seed: count(0, 4_294_967_295).prefault(1).describe('Seed of the arrival schedule'),
  cpus: cpuList().optional().describe('Processors that the generator keeps to, as `0-1,3`; by default any'),
}).prefault({});

const probe = (longest: string) =>
  orNone(
    section({ longest: duration().prefault(longest).describe('Longest outage that is still met') }),
  ).prefault({});

/** A probe that runs only where a scenario asks for it. */
const optionalProbe = (longest: string) =>
  orNone(
    section({ longest: duration().prefault(longest).describe('Longest outage that is still met') }),
  ).prefault('none');

const criteria = section({
  outage: section({ longest: duration().prefault('500ms').describe('Longest core of an episode') }).prefault(
    {},
  ),
  bad: section({
    perStep: duration().prefault('1s').describe("Bad requests / rate in one node's step, worst lane"),
  }).prefault({}),
  latency: section({
    p90: section({
      increase: percentage().prefault('50%').describe('Increase over the baseline that is still met'),
      atLeast: duration().prefault('20ms').describe('An increase smaller than this is always met'),
    }).prefault({}),
    p99: section({
      increase: percentage().prefault('100%').describe('The same of p99, where this section is written'),
      atLeast: duration().prefault('50ms').describe('An increase smaller than this is always met'),
    }).optional(),
  }).prefault({}),
  probes: section({
    api: probe('3m').describe('Outage of the API server'),
    dns: probe('2s').describe('Outage of the cluster DNS, asked from every node; embedded has none'),
    apiWrite: optionalProbe('3m').describe('Outage of writing to the API; no acknowledged write may be lost'),
    rollout: optionalProbe('3m').describe('Longest time in which no Deployment could be rolled'),
  }).prefault({}),
  settle: section({
    within: positiveDuration().prefault('60s').describe('From the last uncordon until recovered'),
  }).prefault({}),
}).prefault({});

const production = section({
  controlPlanes: count(1, 100).describe("Production's control-plane nodes"),
  nodes: count(1, 100_000).describe("Production's worker nodes"),
  window: positiveDuration().optional().describe('The maintenance window that the roll should fit into'),
  nodeReady: positiveDuration()
    .optional()
    .describe("From the start of a node's step until it is Ready; without it there is no estimate"),
});

/** The written form of a scenario: what editors complete and what the loader checks, key by key. */
export const scenarioSchema = section({
  apiVersion: choice(['rehearsal/v1alpha1']).describe('Format of this file'),
  kind: choice(['Rehearsal']),
  metadata: section({
    name: word(
      'a name of lower-case letters, digits, `-` and `.`, at most 63',
      /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/,
    ).describe('Names the run directory'),
  }),
  repeat: count(1, 100).prefault(1).describe('How often the roll is rehearsed, each time on a fresh cluster'),
  cluster: cluster.describe('The replica of the production cluster'),
  upgrade: upgrade.describe('How the nodes are rolled'),
  workload: workload.describe('The service under test'),
  frontDoor: section({
    healthCheck: healthCheck.prefault({}).describe('How the front door finds out which nodes to use'),
    connectTimeout: positiveDuration()
      .prefault('1s')
      .describe('A connection to a backend that takes longer has failed'),
  })
    .prefault({})
    .describe('The load balancer in front of the nodes'),
  load: load.describe('The requests that the service is under'),
  criteria: criteria.describe('What the upgrade must meet'),
  production: production.optional().describe('The production cluster that a duration is estimated for'),
});

/** A scenario as it is written, checked, with its defaults in; times in milliseconds. */
export type WrittenScenario = z.output<typeof scenarioSchema>;

/** Keys that the design names and this version lacks, by path. */
export const plannedKeys: ReadonlySet<string> = new Set([
  'upgrade.command',
  'upgrade.nodes.maxUnavailable',
  'upgrade.controlPlane.maxSurge',
  'upgrade.controlPlane.maxUnavailable',
  'frontDoor.drainDelay',
  'frontDoor.routes',
  'criteria.probes.pods',
]);
