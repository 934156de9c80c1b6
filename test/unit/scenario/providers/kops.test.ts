import { expect, it } from 'vitest';
import { embedded } from '../../../../harness/scenario/providers/embedded.ts';
import { kops } from '../../../../harness/scenario/providers/kops.ts';
import { listRefusals } from '../../../../harness/scenario/providers/settings.ts';
import type { ProviderTraits } from '../../../../harness/scenario/providers/traits.ts';
import { pathText } from '../../../../harness/scenario/walk.ts';

const refused = (traits: ProviderTraits) =>
  listRefusals(traits).map(({ path, form }) =>
    form === undefined ? pathText(path) : `${pathText(path)} ${form}`,
  );

it('a kops cluster refuses what kops cannot be told', () => {
  expect(refused(kops)).toEqual([
    'criteria.probes.dns',
    'criteria.probes.pods',
    'upgrade.controlPlane.addons',
    'upgrade.nodes.order random',
    'upgrade.nodes.seed',
    'upgrade.nodes.canary',
    'upgrade.nodes.canaryWatch',
    'upgrade.nodes.rounding',
    'upgrade.drain.onTimeout quarantine',
    'upgrade.drain.maxQuarantined',
    'upgrade.drain.retryInterval',
    'upgrade.drain.onError',
    'upgrade.drain.force',
    'upgrade.drain.deleteEmptyDirData',
    'upgrade.gate.every',
    'upgrade.gate.beforeGroup',
    'upgrade.gate.checks',
    'cluster.nodeImages',
    'cluster.commands',
    'cluster.cpus',
    'upgrade.none',
    'upgrade.drain.onTimeout delete-pods',
    'upgrade.drain.onTimeout evict-anyway',
  ]);
});

it('what only a clone or a roll by a command has is refused elsewhere', () => {
  for (const setting of ['cluster.from mapping', 'cluster.clone', 'upgrade.abortAt', 'upgrade.goBackAfter'])
    expect(refused(embedded)).toContain(setting);
});
