import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtinTarget } from '../../../../harness/scenario/load/target-specs.ts';
import { loadScenario, parseScenario } from '../../../../harness/scenario/load-scenario.ts';
import {
  readResolved,
  resolvedFile,
  resolvedVersion,
} from '../../../../harness/scenario/resolved/resolved-file.ts';
import { validClone, validScenario } from '../../../support/scenario/valid-scenario.ts';

const read = (data: unknown) => readResolved(JSON.stringify(data), 'scenario.resolved.json');
const { scenario } = parseScenario(
  JSON.stringify({
    ...{ apiVersion: 'rehearsal/v1alpha1', kind: 'Rehearsal', metadata: { name: 'web' } },
    cluster: { provider: 'kind', from: '1.33.13', to: '1.34.4' },
    frontDoor: { allUnhealthy: 'refuse' },
    upgrade: { controlPlane: { addons: 'none' } },
    criteria: { probes: { pods: 'none' } },
  }),
  's.yaml',
);

type Mapping = Record<string, unknown>;

/** A file of the scenario, without format number, from which its member at a path was taken. */
function without(path: string): Mapping {
  const file = structuredClone(scenario) as unknown as Mapping;
  const keys = path.split('.');
  const parent = keys.slice(0, -1).reduce((found, key) => found[key] as Mapping, file);
  delete parent[keys.at(-1) ?? ''];
  return file;
}

describe('scenario.resolved.json', () => {
  it('is read back as it was written, whatever the scenario', () => {
    fc.assert(
      fc.property(fc.oneof(validScenario, validClone), (written) => {
        const { scenario } = parseScenario(JSON.stringify(written), 's.yaml');
        const file = resolvedFile(scenario);
        expect(file.version).toBe(resolvedVersion);
        expect(read(file)).toEqual(scenario);
      }),
      { numRuns: 100 },
    );
  });

  it.each(readdirSync('scenarios').filter((name) => name.endsWith('.yaml')))(
    'is read back as it was written for %s',
    async (name) => {
      const { scenario } = await loadScenario(`scenarios/${name}`);
      expect(read(resolvedFile(scenario))).toEqual(scenario);
    },
  );

  it.each([
    ['repeat', 1],
    ['cluster.commands', {}],
    ['cluster.cpus', null],
    ['cluster.production', null],
    ['cluster.clone', null],
    ['upgrade.drain.postDrainDelayMs', 0],
    ['upgrade.drain.maxQuarantined', null],
    ['upgrade.drain.retryMs', 2_000],
    ['upgrade.drain.onError', 'retry'],
    ['upgrade.drain.force', true],
    ['upgrade.drain.deleteEmptyDirData', true],
    ['upgrade.abort', null],
    ['upgrade.pools', {}],
    ['upgrade.nodes.maxUnavailable', 1],
    ['upgrade.nodes.rounding', { maxSurge: 'up', maxUnavailable: 'down' }],
    ['upgrade.nodes.order', { by: 'listed' }],
    ['upgrade.nodes.canary', null],
    ['upgrade.gate.beforeGroup', 0],
    ['upgrade.gate.checks', []],
    ['upgrade.hooks', []],
    ['load.cpus', null],
    ['load.arrival', { pattern: 'random' }],
    ['load.targets', [builtinTarget]],
    ['frontDoor.allUnhealthy', 'refuse'],
    ['frontDoor.deregistration', { lagMs: 0, drainDelayMs: null }],
    ['upgrade.controlPlane.addons', null],
    ['workload.ready', { withinMs: 300_000 }],
    ['criteria.latency.p99', null],
    ['criteria.probes.pods', null],
    ['criteria.probes.apiWrite', null],
    ['criteria.probes.rollout', null],
  ])('of a tool without %s has the value that applied then', (path, value) => {
    const found = read(without(path));
    expect(found).toHaveProperty(path, value);
    expect(found).toEqual(scenario);
  });

  it("of format 1 had lanes as kinds and with `connections`, and texts instead of today's mappings", () => {
    const { load } = read({
      ...scenario,
      load: {
        ...scenario.load,
        lanes: ['fresh', { name: 'h2', connections: 'reused', protocol: 'h2', tls: true, count: 3 }],
        targets: [
          {
            ...{ name: 'shop', service: null, weight: 1 },
            request: { method: 'GET', path: '/', headers: { a: 'b', token: { env: 'TOKEN' } }, body: null },
            expect: { status: 200, body: 'ok' },
          },
        ],
      },
    });
    expect(load.lanes).toEqual([
      { name: 'fresh', kind: 'fresh', protocol: 'http1', tls: false, count: null },
      { name: 'h2', kind: 'reused', protocol: 'h2', tls: true, count: 3 },
    ]);
    expect(load.targets).toMatchObject([
      {
        request: { headers: { a: { text: 'b' }, token: { env: 'TOKEN' } } },
        expect: { body: { equals: 'ok' } },
      },
    ]);
  });

  it.each([
    ['of a newer format', JSON.stringify({ version: resolvedVersion + 1 }), 'format version 3'],
    ['that is cut', '{"metadata', 'is not JSON'],
    ['of another kind', '{}', 'is not a resolved scenario'],
    [
      'with a value that can not be',
      JSON.stringify({ ...scenario, load: { ...scenario.load, slowMs: '1s' } }),
      'at load.slowMs: ',
    ],
  ])('%s is refused', (_, text, why) => {
    expect(() => readResolved(text, 'scenario.resolved.json')).toThrow(
      expect.objectContaining({ code: 'run-unreadable', message: expect.stringContaining(why) }),
    );
  });
});
