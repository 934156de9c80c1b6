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

/** Of what is refused, what kind does not refuse anyway. */
const refused = (traits: ProviderTraits) => {
  const always = new Set(listRefusals({ ...providerTraits.kind, refuses: [] }).map(({ path }) => path));
  return Object.fromEntries(
    listRefusals(traits)
      .filter(({ path }) => !always.has(path))
      .map(({ path, form, why }) => [`${pathText(path)}${form === undefined ? '' : ` as ${form}`}`, why]),
  );
};

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

  it('include waits between actions and the choice of nodes if a command rolls them', () => {
    const { kind } = providerTraits;
    const byCommand = expect.stringContaining('a kind cluster is rolled by a command');
    expect(refused({ ...kind, refuses: [], rolling: 'command' })).toEqual({
      'upgrade.controlPlane.addons': byCommand,
      'upgrade.nodes.order as random': byCommand,
      'upgrade.nodes.seed': byCommand,
      'upgrade.nodes.canary': byCommand,
      'upgrade.nodes.canaryWatch': byCommand,
      'upgrade.nodes.rounding': byCommand,
      'upgrade.drain.onTimeout as quarantine': expect.stringContaining('leaves no node behind'),
      'upgrade.drain.maxQuarantined': expect.stringContaining('leaves no node behind'),
      'upgrade.gate.beforeGroup': expect.stringContaining('makes its own validations'),
      'upgrade.gate.checks': expect.stringContaining('makes its own validations'),
    });
    expect(refused({ ...kind, refuses: [], validationEveryMs: 10_000 })).toEqual({
      'upgrade.gate.every': 'the pause between two validations of a kind cluster is 10s',
    });
    const drains = { retryMs: 5_000, onError: 'fail', force: true, deleteEmptyDirData: false } as const;
    expect(refused({ ...kind, refuses: [], drains })).toEqual({
      'upgrade.drain.retryInterval': 'the tool of a kind cluster requests a blocked eviction again every 5s',
      'upgrade.drain.onError':
        'the tool of a kind cluster ends a drain at any error of an eviction that no budget explains',
      'upgrade.drain.force': 'the tool of a kind cluster evicts every pod without a controller',
      'upgrade.drain.deleteEmptyDirData':
        'the tool of a kind cluster ends a drain at a pod with an emptyDir volume',
    });
  });

  it('are listed before the description of a setting, by the providers that support it', () => {
    expect(providersTaking(['cluster', 'commands'])).toEqual(['embedded']);
    expect(describeFor(['cluster', 'commands'], 'What runs')).toBe('embedded: what runs');
    expect(describeFor(['cluster', 'from'], 'The version')).toBe('The version');
    expect(providersTaking(['cluster', 'clone'])).toEqual(['kops']);
    // Only one form of it is refused.
    expect(providersTaking(['upgrade', 'drain', 'onTimeout'])).toContain('kops');
    expect(providersRollingBy('worker', 'surge')).toEqual(['embedded', 'kops']);
    expect(providersRollingBy('control-plane', 'replace')).toEqual(['kops']);
  });
});
