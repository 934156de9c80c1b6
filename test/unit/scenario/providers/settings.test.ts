import { describe, expect, it } from 'vitest';
import {
  describeFor,
  listRefusals,
  providersRollingBy,
  providersTaking,
} from '../../../../harness/scenario/providers/settings.ts';
import { providerTraits } from '../../../../harness/scenario/providers/table.ts';
import { no, type ProviderTraits } from '../../../../harness/scenario/providers/traits.ts';
import { pathText } from '../../../../harness/scenario/walk.ts';

const refused = (traits: ProviderTraits) =>
  Object.fromEntries(listRefusals(traits).map(({ path, why }) => [pathText(path), why]));

describe('the settings that a provider refuses', () => {
  it('follow from what it lacks, with its own reasons, plus those that it names', () => {
    const { kind } = providerTraits;
    const lacking = (why: string) => ({
      has: { ...kind.has, dns: no(why), images: no(why) },
    });
    expect(refused({ ...kind, refuses: [], ...lacking('there is none') })).toEqual({
      'criteria.probes.dns': 'there is none',
      'cluster.images': 'there is none',
      'workload.images': 'there is none',
    });
    expect(refused({ ...kind, refuses: [{ path: ['cluster', 'cpus'], why: 'elsewhere' }] })).toEqual({
      'cluster.cpus': 'elsewhere',
    });
    expect(refused({ ...kind, refuses: [], judgesLatency: no('not here') })).toEqual({
      'criteria.latency': 'not here',
    });
  });

  it('include waits between actions if a command rolls the nodes', () => {
    const { kind } = providerTraits;
    expect(refused({ ...kind, refuses: [], rolling: 'command' })).toEqual({
      'upgrade.controlPlane.addons': expect.stringContaining('a kind cluster is rolled by a command'),
    });
  });

  it('are listed before the description of a setting, by the providers that support it', () => {
    expect(providersTaking(['cluster', 'commands'])).toEqual(['embedded']);
    expect(describeFor(['cluster', 'commands'], 'What runs')).toBe('embedded: what runs');
    expect(describeFor(['cluster', 'from'], 'The version')).toBe('The version');
    expect(providersRollingBy('surge')).toEqual(['embedded']);
  });
});
