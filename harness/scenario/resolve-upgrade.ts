import { resolveChecks } from './calls/resolve.ts';
import type { ProviderTraits } from './providers/traits.ts';
import { resolveWorkers } from './resolve-workers.ts';
import type { WrittenScenario } from './schema/scenario.ts';
import { defaultGate } from './schema/upgrade.ts';
import type { GatePolicy, UpgradePolicy } from './upgrade-policy.ts';

const defaultHoldMs = 30_000;

/** The default of `kops rolling-update cluster --post-drain-delay`. */
const kopsPostDrainDelayMs = 5_000;

/** How the nodes are upgraded, without hooks. Paths in the checks of its gate start at `folder`. */
export function resolveUpgrade(
  { none, controlPlane, nodes, drain, gate, abortAt, goBackAfter }: WrittenScenario['upgrade'],
  pools: WrittenScenario['cluster']['pools'],
  traits: ProviderTraits,
  folder: string,
): Omit<UpgradePolicy, 'hooks'> {
  const { rolling, strategies, validationEveryMs, drains } = traits;
  const gatePolicy = ({ validations, every, timeout }: ReturnType<typeof defaultGate>): GatePolicy => ({
    validations,
    everyMs: validationEveryMs ?? every,
    timeoutMs: timeout,
  });
  // A roll by a command does not wait between its actions; the rules refuse such settings.
  const waits = controlPlane.addons === 'wait' && rolling === 'nodes';
  return {
    none,
    controlPlane: {
      strategy: controlPlane.strategy ?? strategies['control-plane'][0],
      intervalMs: controlPlane.interval,
      addons: waits ? gatePolicy(gate === 'none' ? defaultGate() : gate) : null,
    },
    ...resolveWorkers(nodes, pools, traits),
    drain: {
      timeoutMs: drain.timeout,
      onTimeout: drain.onTimeout,
      maxQuarantined: drain.onTimeout === 'quarantine' ? (drain.maxQuarantined ?? 1) : null,
      retryMs: drain.retryInterval,
      onError: drain.onError,
      force: drain.force,
      deleteEmptyDirData: drain.deleteEmptyDirData,
      ...drains,
      postDrainDelayMs: drain.postDrainDelay ?? (rolling === 'command' ? kopsPostDrainDelayMs : 0),
    },
    gate:
      gate === 'none'
        ? null
        : {
            ...gatePolicy(gate),
            beforeGroup: gate.beforeGroup,
            checks: resolveChecks(gate.checks, folder),
          },
    abort: abortAt === undefined ? null : { atShare: abortAt, holdMs: goBackAfter ?? defaultHoldMs },
  };
}
