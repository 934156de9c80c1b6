import { z } from 'zod';
import { balancerNames } from '../balancers.ts';
import { describeFor } from '../providers/settings.ts';
import type { Understood } from '../walk.ts';
import { cluster } from './cluster.ts';
import { criteria } from './criteria.ts';
import { choice, count, duration, durationOrNone, positiveDuration, section, text, word } from './leaves.ts';
import { load } from './load.ts';
import { upgrade } from './upgrade.ts';
import { workload } from './workload.ts';

/**
 * The written form of a scenario. Times have no unit in their key, because the value has one; `resolve`
 * creates a Scenario from it, in which they do.
 */
const healthCheck = section({
  of: choice(['node-proxy', 'service', 'none'])
    .prefault('node-proxy')
    .describe(
      "node-proxy: kube-proxy's healthz, as cloud load balancers do; service: the NodePort itself; none: always in use",
    ),
  every: positiveDuration().prefault('2s').describe('Pause between two checks of one backend'),
  timeout: positiveDuration()
    .prefault('1s')
    .describe('A check without a response within this time has failed'),
  rise: count(1, 100).prefault(2).describe('Good checks in a row until a backend is used'),
  fall: count(1, 100).prefault(2).describe('Failed checks in a row until a backend is no longer used'),
});

const deregistration = section({
  preset: choice(balancerNames)
    .optional()
    .describe(
      "What was observed with a cloud's load balancer: its lag and drainDelay, unless they are given",
    ),
  lag: duration()
    .optional()
    .describe('How long new connections still go to a node that has left, by default 0s'),
  drainDelay: durationOrNone()
    .optional()
    .describe('When established connections are ended, from when their node left, by default none: never'),
});

const production = section({
  controlPlanes: count(1, 100).describe("Production's control-plane nodes"),
  nodes: count(1, 100_000).describe("Production's worker nodes"),
  window: positiveDuration().optional().describe('The maintenance window that the roll should fit into'),
  nodeReady: positiveDuration()
    .optional()
    .describe("From the start of a node's step until it is Ready; without it there is no estimate"),
});

/** The written form of a scenario: editors complete it and the loader checks it, key by key. */
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
    type: choice(['auto', 'load-balancer', 'proxy'])
      .prefault('auto')
      .describe(
        "load-balancer: the one that the cluster's cloud gives a Service of type LoadBalancer; proxy: a proxy of this tool over the nodes; auto: a load balancer where the cluster shows that it can give one, otherwise a proxy",
      ),
    annotations: z
      .record(text('the name of an annotation'), text('the value of an annotation'), {
        error: 'expected a mapping of names to text',
      })
      .optional()
      .describe(
        describeFor(
          ['frontDoor', 'annotations'],
          'Annotations of the Service whose load balancer takes the load, as the cloud reads them',
        ),
      ),
    healthCheck: healthCheck.prefault({}).describe('How the front door finds out which nodes to use'),
    connectTimeout: positiveDuration()
      .prefault('1s')
      .describe('A connection to a backend that takes longer has failed'),
    deregistration: deregistration
      .prefault({})
      .describe('What happens to the connections through a node that leaves before it is replaced'),
    allUnhealthy: choice(['route-to-all', 'refuse'])
      .prefault('route-to-all')
      .describe(
        'Where new connections go while every backend fails its health check. route-to-all: to all backends, as with AWS and Google load balancers; refuse: nowhere, they are closed',
      ),
  })
    .prefault({})
    .describe('The load balancer in front of the nodes'),
  load: load.describe('The load on the service'),
  criteria: criteria.describe('What the upgrade must meet'),
  production: production.optional().describe('The production cluster that a duration is estimated for'),
});

/** A written scenario after the check, with its defaults; times in milliseconds. */
export type WrittenScenario = z.output<typeof scenarioSchema>;

/** The valid parts of a written scenario, with defaults. */
export type UnderstoodScenario = Understood<WrittenScenario>;

/** Planned keys that this version lacks, by path. */
export const plannedKeys: ReadonlySet<string> = new Set([
  'upgrade.command',
  'upgrade.controlPlane.maxSurge',
  'upgrade.controlPlane.maxUnavailable',
  'frontDoor.routes',
]);
