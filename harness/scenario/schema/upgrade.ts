import type { z } from 'zod';
import { roundings } from '../node-quantity.ts';
import { describeFor } from '../providers/settings.ts';
import type { WorkerStrategy } from '../upgrade-policy.ts';
import { hooks } from './hooks.ts';
import {
  choice,
  count,
  duration,
  flag,
  list,
  nodeQuantity,
  orNone,
  positiveDuration,
  section,
  shareOfNodes,
} from './leaves.ts';
import { callName, userCall } from './user-call.ts';

const interval = () =>
  duration()
    .prefault('30s')
    .describe(
      'Pause after each node of this role, or group of nodes side by side, the last one too, before validating',
    );

/** How nodes can get the new version, in the words of the settings' descriptions. */
const strategies: Readonly<Record<WorkerStrategy, string>> = {
  'in-place': 'each node is upgraded where it is',
  replace: 'it leaves, then a new one comes',
  surge: 'new ones come first',
};

const controlPlane = section({
  strategy: choice(['in-place', 'replace'], ['surge'])
    .optional()
    .describe(
      `in-place: ${strategies['in-place']}; replace: ${strategies.replace}; by default the provider's first`,
    ),
  interval: interval(),
  addons: choice(['wait', 'none'])
    .prefault('wait')
    .describe(
      "wait: after the control plane's configuration, kube-system's Deployments and DaemonSets are rolled out before its cordon",
    ),
}).prefault({});

const describeStrategies = () =>
  Object.entries(strategies)
    .map(([name, text]) => `${name}: ${text}`)
    .join('; ');

/** A setting of workers with its description, which names the providers that have it. */
const ofNodes = <Schema extends z.ZodType>(key: string, schema: Schema, description: string) =>
  schema.describe(describeFor(['upgrade', 'nodes', key], description));

/** Settings of workers that a pool may have of its own, apart from the interval. */
const poolSettings = () => ({
  strategy: choice(Object.keys(strategies) as [WorkerStrategy, ...WorkerStrategy[]])
    .optional()
    .describe(`${describeStrategies()}; by default the provider's first`),
  maxSurge: nodeQuantity(1)
    .optional()
    .describe('surge: new nodes of each pool that are added before old ones are drained, by default 1'),
  maxUnavailable: ofNodes(
    'maxUnavailable',
    nodeQuantity(0).optional(),
    'Nodes of each pool that may be missing at a time, in addition to those that surge; by default 0 with `surge`, otherwise 1',
  ),
  order: ofNodes(
    'order',
    choice(['listed', 'random']).optional(),
    'Order of the nodes in a pool. listed: by number, the default; random: one that `seed` determines',
  ),
  canary: ofNodes(
    'canary',
    count(1, 100).optional(),
    'Nodes of each pool that are rolled first, one by one; by default none',
  ),
  canaryWatch: ofNodes(
    'canaryWatch',
    positiveDuration().optional(),
    'Pause after the last canary of a pool, instead of the interval; by default 5m',
  ),
});

const rounding = (of: string) =>
  choice(roundings)
    .optional()
    .describe(`How a percentage of ${of} becomes a number of nodes; by default as the provider rounds`);

const nodes = section({
  ...poolSettings(),
  interval: interval(),
  seed: ofNodes('seed', count(0, 4_294_967_295).optional(), 'Seed of the order `random`, by default 1'),
  rounding: ofNodes(
    'rounding',
    section({ maxSurge: rounding('`maxSurge`'), maxUnavailable: rounding('`maxUnavailable`') }).optional(),
    'up: to the next node; down: to the one before; down-to-one: down, and one instead of none',
  ),
}).prefault({});

/** The written form of a pool's own `upgrade`. */
export const poolUpgrade = section({
  ...poolSettings(),
  interval: duration()
    .optional()
    .describe('Pause after each node or group of nodes of the pool, the last one too, before validating'),
});

const gate = section({
  validations: count(1, 100).prefault(2).describe('Validations in a row that must hold'),
  every: positiveDuration()
    .prefault('5s')
    .describe(describeFor(['upgrade', 'gate', 'every'], 'Pause between validations')),
  timeout: positiveDuration()
    .prefault('5m')
    .describe('A gate that stays closed for this long fails the upgrade'),
  beforeGroup: count(0, 100)
    .prefault(0)
    .describe(
      describeFor(
        ['upgrade', 'gate', 'beforeGroup'],
        'Validations in a row before the first node of the control planes and of each pool; kops makes 1',
      ),
    ),
  checks: list('checks', section({ name: callName().describe('Names it in messages'), ...userCall }))
    .prefault([])
    .describe(
      describeFor(
        ['upgrade', 'gate', 'checks'],
        'Commands or HTTP requests that must succeed in each validation, too',
      ),
    ),
}).prefault({});

/** The default gate: it limits other waits if `upgrade.gate` is `none`. */
export const defaultGate = () => gate.parse(undefined);

/** The written form of `upgrade`. */
export const upgrade = section({
  none: flag()
    .prefault(false)
    .describe('Change nothing, but keep the same phases and pauses: the noise floor'),
  controlPlane: controlPlane.describe('How control-plane nodes are rolled'),
  nodes: nodes.describe('How workers are rolled'),
  drain: section({
    timeout: positiveDuration().prefault('2m').describe('How long evictions may take on one node'),
    onTimeout: choice(['fail', 'continue', 'delete-pods', 'evict-anyway', 'quarantine'])
      .prefault('fail')
      .describe('What follows a drain that took too long'),
    maxQuarantined: count(1, 100)
      .optional()
      .describe(
        describeFor(
          ['upgrade', 'drain', 'maxQuarantined'],
          'Nodes that may stay cordoned at the old version with `onTimeout: quarantine`, by default 1',
        ),
      ),
    retryInterval: positiveDuration()
      .prefault('2s')
      .describe(
        describeFor(
          ['upgrade', 'drain', 'retryInterval'],
          'Pause before an eviction that was not accepted is requested again',
        ),
      ),
    onError: choice(['retry', 'fail'])
      .prefault('retry')
      .describe(
        describeFor(
          ['upgrade', 'drain', 'onError'],
          'What follows an eviction that failed for another reason than a budget, such as an admission webhook',
        ),
      ),
    force: flag()
      .prefault(true)
      .describe(
        describeFor(
          ['upgrade', 'drain', 'force'],
          'Evict pods without a controller, which nothing makes again; false: such a pod fails the drain',
        ),
      ),
    deleteEmptyDirData: flag()
      .prefault(true)
      .describe(
        describeFor(
          ['upgrade', 'drain', 'deleteEmptyDirData'],
          'Evict pods with emptyDir volumes, whose data is lost; false: such a pod fails the drain',
        ),
      ),
    postDrainDelay: duration()
      .optional()
      .describe(
        "Pause between the drain of a node and the end of its machine or, in place, its new kubelet; by default kops' 5s, otherwise 0s",
      ),
  })
    .prefault({})
    .describe('Evictions honour PodDisruptionBudgets'),
  gate: orNone(gate).prefault({}).describe('What must hold before the next node'),
  hooks: hooks.describe('What of yours is done before and after the run, its phases, roles, pools and nodes'),
  abortAt: shareOfNodes()
    .optional()
    .describe(
      describeFor(
        ['upgrade', 'abortAt'],
        'Ends the roll after this share of the nodes, rounded up, and goes back to the old version',
      ),
    ),
  goBackAfter: duration()
    .optional()
    .describe(
      describeFor(
        ['upgrade', 'goBackAfter'],
        'How long both versions run after `abortAt` before the nodes go back, by default 30s',
      ),
    ),
}).prefault({});
