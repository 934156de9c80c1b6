import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireCloudConsent } from '../../../harness/cli/cloud-consent.ts';
import { runProgram } from '../../../harness/cli/program.ts';
import type { Provider } from '../../../harness/clusters/cluster.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const clone = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: clone }
cluster:
  provider: kops
  from: { stateStore: memfs://nowhere, cluster: production.k8s.local, version: 1.33.13 }
  to: 1.34.4
  pools: [{ name: nodes-us-east-1a, nodes: 2 }]
  clone: { ttl: 2h, prices: { t3.medium: 0.05 }, currency: USD }
`;
const { scenario } = parseScenario(clone, 's.yaml');

const machines: Pick<Provider, 'listMachines'> = {
  listMachines: async (_, { controlPlanes, pools }) => [
    { name: 'control-plane-us-east-1a', instanceType: 't3.medium', count: controlPlanes },
    ...pools.map(({ name, nodes }) => ({ name, instanceType: 't3.medium', count: nodes })),
  ],
};

/** What is shown, and the error; nothing of the provider but its list is there to be used. */
async function asked(
  changes: {
    ci?: boolean;
    isGiven?: boolean;
    rehearsals?: number;
    provider?: object;
    of?: typeof scenario;
  } = {},
) {
  const { ci = false, isGiven = false, rehearsals = 1, provider = machines, of = scenario } = changes;
  const context = memoryContext([], { ci });
  const error = await requireCloudConsent(
    context,
    { scenario: of, rehearsals, isGiven },
    () => provider as Provider,
  ).catch((thrown: unknown) => thrown);
  return { error, shown: context.out(), listening: context.listening() };
}

describe('a run that makes machines in a cloud', () => {
  it('is refused without consent, after its groups, hours and cost were shown', async () => {
    const { error, shown, listening } = await asked();
    expect(error).toMatchObject({ code: 'cloud-consent-missing', exitCode: 2 });
    expect((error as Error & { hint: string }).hint).toContain('--yes-create-cloud-resources');
    expect(shown.split('\n')).toEqual([
      'this rehearsal creates a cluster in your cloud account:',
      '  control-plane-us-east-1a: 1 × t3.medium',
      '  nodes-us-east-1a: 2 × t3.medium',
      '  until it expires: 2 h, 6 instance hours',
      expect.stringContaining('  cost until then: 0.30 USD by `cluster.clone.prices`'),
      '',
    ]);
    expect(listening).toBe(0);
  });

  it.each([
    ['with consent', { isGiven: true }],
    ['in continuous integration', { ci: true }],
  ])('begins %s, and shows the same', async (_, changes) => {
    const { error, shown } = await asked(changes);
    expect(error).toBeUndefined();
    expect(shown).toBe((await asked()).shown);
  });

  it('says how many clusters there may be one after the other', async () => {
    expect((await asked({ rehearsals: 6 })).shown).toContain(
      'each of at most 6 rehearsals, one after the other, creates a cluster in your cloud account:\n',
    );
  });

  it('is refused as well where its machines can not be listed, and says why their cost is not known', async () => {
    const listMachines = () => Promise.reject(new Error('no kops here\nat all'));
    const { error, shown } = await asked({ provider: { listMachines } });
    expect(error).toMatchObject({ code: 'cloud-consent-missing' });
    expect(shown).toContain('  control planes: 1\n  nodes-us-east-1a: 2\n  cost: not known (no kops here)\n');
  });

  it('ends when the user interrupts it', async () => {
    const context = memoryContext([], { ci: true });
    const listMachines: Provider['listMachines'] = (_commands, _cluster, signal) => {
      context.interrupt();
      return Promise.reject(signal.reason);
    };
    const request = { scenario, rehearsals: 1, isGiven: true };
    await expect(
      requireCloudConsent(context, request, () => ({ listMachines }) as Provider),
    ).rejects.toMatchObject({ code: 'interrupted' });
  });
});

it('a run that makes none is not asked about', async () => {
  const { scenario: kind } = parseScenario(
    clone
      .replace('kops', 'kind')
      .replace(/from: .*/, 'from: 1.33.13')
      .replace(/ {2}clone: .*\n/, ''),
    's.yaml',
  );
  const provider = { listMachines: () => Promise.reject(new Error('never asked')) };
  expect(await asked({ of: kind, provider })).toMatchObject({ error: undefined, shown: '' });
});

describe('the command line', () => {
  it.each(['run', 'tune'])('%s asks before anything is made', { timeout: 60_000 }, async (command) => {
    using folder = tempFolder();
    const file = join(folder.path, 's.yaml');
    writeFileSync(file, clone);
    const context = memoryContext([command, file], {
      cwd: folder.path,
      ci: false,
      stateFolder: join(folder.path, 'state'),
    });
    expect(await runProgram(context)).toBe(2);
    expect(context.out()).toContain(command === 'tune' ? 'each of at most 3 rehearsals' : 'this rehearsal');
    expect(context.err()).toContain('code: cloud-consent-missing (exit 2)');
    expect(readdirSync(folder.path)).toEqual(['s.yaml']);
  });

  it('doctor asks for what a cloud needs where a scenario names one', { timeout: 60_000 }, async () => {
    using folder = tempFolder();
    const given = { cwd: folder.path, stateFolder: join(folder.path, 'state') };
    const doctor = async (...args: string[]) => {
      const context = memoryContext(['doctor', ...args], given);
      await runProgram(context);
      return context.out();
    };
    writeFileSync(join(folder.path, 's.yaml'), clone);
    expect(await doctor()).not.toMatch(/^.... kops:/m);
    expect(await doctor('s.yaml')).toMatch(/^.... kops:/m);
  });

  it.each(['run', 'tune'])('%s takes the consent as an option', async (command) => {
    const context = memoryContext([command, '--help']);
    await runProgram(context);
    expect(context.out()).toContain('--yes-create-cloud-resources');
  });
});
