import type { Provider } from '../clusters/cluster.ts';
import { getProvider } from '../clusters/providers.ts';
import { createCommands } from '../command/commands.ts';
import { errorMessage, RehearsalError } from '../errors.ts';
import { describeCloudCost, type MachineGroup } from '../plan/cloud-cost.ts';
import { getTraits, type ProviderName } from '../scenario/providers/table.ts';
import type { ClusterSpec, Scenario } from '../scenario/scenario.ts';
import type { Context } from './context.ts';
import { runUntilInterrupt } from './interruptible.ts';
import { printable } from './terminal-text.ts';

/** What a command is about to rehearse, and whether its user agreed to the cost. */
export interface ConsentRequest {
  readonly scenario: Scenario;
  /** At most, one after the other. */
  readonly rehearsals: number;
  readonly isGiven: boolean;
}

/**
 * Shows which machines of a cloud a command would make, for how long and at which cost, where it makes any. Continuous
 * integration agrees without asking. Nothing was made before; at most, production's specification is read.
 * @throws RehearsalError `cloud-consent-missing`
 */
export async function requireCloudConsent(
  context: Context,
  { scenario, rehearsals, isGiven }: ConsentRequest,
  provide: (name: ProviderName) => Provider = getProvider,
): Promise<void> {
  const { cluster } = scenario;
  if (!getTraits(cluster.provider).createsCloudResources) return;
  const groups = await runUntilInterrupt(context, (signal) =>
    listGroups(provide(cluster.provider), cluster, signal),
  );
  for (const line of describeMachines(groups, cluster, rehearsals))
    context.stdout.write(`${printable(line)}\n`);
  if (isGiven || context.ci) return;
  throw new RehearsalError(
    'cloud-consent-missing',
    'this rehearsal creates the cloud resources listed above, and nothing was created yet',
  );
}

/** As the provider knows them; a text, why their types are not known. */
async function listGroups(
  { listMachines }: Pick<Provider, 'listMachines'>,
  cluster: ClusterSpec,
  signal: AbortSignal,
): Promise<readonly MachineGroup[] | string> {
  try {
    return (await listMachines?.(createCommands(), cluster, signal)) ?? 'the provider does not list them';
  } catch (error) {
    return errorMessage(error);
  }
}

function describeMachines(
  groups: readonly MachineGroup[] | string,
  { clone, controlPlanes, pools }: ClusterSpec,
  rehearsals: number,
): readonly string[] {
  const head =
    rehearsals === 1
      ? 'this rehearsal creates a cluster in your cloud account:'
      : `each of at most ${rehearsals} rehearsals, one after the other, creates a cluster in your cloud account:`;
  const unknown = typeof groups === 'string' ? groups : 'it has no expiry';
  const lines =
    typeof groups === 'string' || clone === null
      ? [
          `control planes: ${controlPlanes}`,
          ...pools.map(({ name, nodes }) => `${name}: ${nodes}`),
          `cost: not known (${unknown.split('\n')[0]})`,
        ]
      : describeCloudCost(groups, clone);
  return [head, ...lines.map((line) => `  ${line}`)];
}
