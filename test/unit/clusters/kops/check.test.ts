import { describe, expect, it } from 'vitest';
import { checkKops } from '../../../../harness/clusters/kops/check.ts';
import { parseScenario } from '../../../../harness/scenario/load-scenario.ts';
import type { ClusterSpec } from '../../../../harness/scenario/scenario.ts';
import { refused } from '../../../support/clusters/kind/fixtures.ts';
import { cloneSpec, kopsSpec, production } from '../../../support/clusters/kops/production.ts';
import { storeWith } from '../../../support/clusters/kops/store.ts';

const signal = new AbortController().signal;
const original = 'production.example.com';
const { load } = parseScenario(
  'apiVersion: rehearsal/v1alpha1\nkind: Rehearsal\nmetadata: { name: mine }\ncluster: { provider: kind, from: 1.33.13, to: 1.34.4 }\n',
  'mine.yaml',
).scenario;
const workload = { builtin: null, manifests: [], images: ['shop:1'], ready: { withinMs: 300_000 } };

async function checked(
  cluster: Partial<ClusterSpec> = {},
  program: Parameters<typeof storeWith>[1] = () => undefined,
) {
  const store = storeWith([production()], (line, input) =>
    line === 'kops version' ? (program(line, input) ?? 'Client version: 1.31.0') : program(line, input),
  );
  const checks = await checkKops(store, { cluster: { ...kopsSpec, ...cluster }, workload, load }, signal);
  const failing = checks.filter(({ ok }) => !ok).map(({ name, code, found }) => ({ name, code, found }));
  return { store, checks, failing };
}

describe('checkKops', () => {
  it('finds nothing missing where all is there, says what would be made, and changes nothing', async () => {
    const prices = { currency: 'USD', perHour: { 't3.medium': 0.05 } };
    const { checks, failing, store } = await checked({ clone: { ...cloneSpec, prices } });
    expect(failing).toEqual([]);
    expect(checks.find(({ name }) => name === 'kops')?.found).toBe('Client version: 1.31.0');
    expect(checks.find(({ name }) => name === 'cloud resources')?.found).toMatch(
      /control-plane-us-east-1a: 1 × t3\.medium.*nodes-us-east-1a: 2 × m5\.large.*20 instance hours.*no price given of m5\.large/,
    );
    expect(store.changes()).toEqual([]);
  });

  it.each([
    ['production has another version', { from: '1.33.12' }, 'clone-refused', /1\.33\.13, and/],
    [
      'production does not exist',
      { production: { stateStore: 's3://kops-state', cluster: 'prod.example.org' } },
      'clone-refused',
      /has no cluster prod\.example\.org; it has production\.example\.com/,
    ],
    [
      'it has no such group',
      { pools: [{ name: 'workers', nodes: 1 }] },
      'clone-refused',
      /no instance group workers/,
    ],
    ['the clone would have fewer control planes', { controlPlanes: 1 }, 'clone-refused', /fewer than three/],
    ["the clone's name holds production's", { name: `x.${original}` }, 'production-protected', /is a suffix/],
  ])('says that %s', async (_, cluster, code, found) => {
    const { failing, store } = await checked(cluster);
    expect(failing).toEqual([expect.objectContaining({ code, found: expect.stringMatching(found) })]);
    expect(store.changes()).toEqual([]);
  });

  it("says that the clone's name is taken", async () => {
    const { failing } = await checked({ name: 'other.example.com' }, (line) => {
      const { cluster } = production();
      const other = { ...cluster, metadata: { name: 'other.example.com' } };
      if (!line.startsWith('kops get clusters')) return undefined;
      return [cluster, other].map((one) => JSON.stringify(one)).join('\n---\n');
    });
    expect(failing).toEqual([expect.objectContaining({ code: 'name-occupied' })]);
  });

  it('says that the state store cannot be read, in the words of kops', async () => {
    const { failing } = await checked({}, (line) =>
      line.startsWith('kops get') ? refused('Error: error reading s3://kops-state: AccessDenied') : undefined,
    );
    expect(failing).toEqual([
      {
        name: 'state store s3://kops-state',
        code: 'state-store-unreadable',
        found: expect.stringContaining('AccessDenied'),
      },
    ]);
  });

  it('says that kops or Docker is missing, and the other all the same', async () => {
    const { failing } = await checked({}, (line) =>
      line.startsWith('kops') || line.startsWith('docker') ? refused('not on the PATH') : undefined,
    );
    expect(failing.map(({ code }) => code)).toEqual(['kops-missing', 'docker-missing']);
  });
});
