import { describeFor } from '../providers/settings.ts';
import type { WorkerStrategy } from '../upgrade-policy.ts';
import { choice, count, duration, flag, orNone, positiveDuration, section, shareOfNodes } from './leaves.ts';

const interval = () =>
  duration()
    .prefault('30s')
    .describe('Pause after each node of this role, the last one too, before validating');

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

const nodes = section({
  strategy: choice(Object.keys(strategies) as [WorkerStrategy, ...WorkerStrategy[]])
    .optional()
    .describe(`${describeStrategies()}; by default the provider's first`),
  interval: interval(),
  maxSurge: count(1, 100)
    .optional()
    .describe('surge: new nodes that are added before old ones are drained, by default 1'),
}).prefault({});

const gate = section({
  validations: count(1, 100).prefault(2).describe('Validations in a row that must hold'),
  every: positiveDuration()
    .prefault('5s')
    .describe(describeFor(['upgrade', 'gate', 'every'], 'Pause between validations')),
  timeout: positiveDuration()
    .prefault('5m')
    .describe('A gate that stays closed for this long fails the upgrade'),
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
    onTimeout: choice(['fail', 'continue', 'delete-pods'])
      .prefault('fail')
      .describe('What follows a drain that took too long'),
    postDrainDelay: duration()
      .prefault('5s')
      .describe(
        describeFor(
          ['upgrade', 'drain', 'postDrainDelay'],
          'Pause between the drain of a node and the end of its machine',
        ),
      ),
  })
    .prefault({})
    .describe('Evictions honour PodDisruptionBudgets'),
  gate: orNone(gate).prefault({}).describe('What must hold before the next node'),
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
