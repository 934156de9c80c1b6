import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlan, planFile } from '../../../harness/plan/plan.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';
import type { NodeRef, Role, Scenario } from '../../../harness/scenario/scenario.ts';
import { validScenario } from '../../support/scenario/valid-scenario.ts';

const parseWritten = (written: object) => parseScenario(JSON.stringify(written), 's.yaml').scenario;

function node(pool: string, role: Role, ordinal: number): NodeRef {
  const name = `${pool}-${ordinal}`;
  return { uid: `uid-${role}-${name}`, name, slot: { pool, role, ordinal } };
}

/** Every node in the scenario. */
function listNodes({ cluster }: Scenario): readonly NodeRef[] {
  const range = (length: number) => Array.from({ length }, (_, ordinal) => ordinal);
  return [
    ...cluster.pools.flatMap(({ name, nodes }) =>
      range(nodes).map((ordinal) => node(name, 'worker', ordinal)),
    ),
    ...range(cluster.controlPlanes).map((ordinal) => node('control-plane', 'control-plane', ordinal)),
  ];
}

describe('the plan of a roll', () => {
  const written = {
    apiVersion: 'rehearsal/v1alpha1',
    kind: 'Rehearsal',
    metadata: { name: 'two-pools' },
    cluster: {
      provider: 'kind',
      from: '1.33.13',
      to: '1.34.4',
      controlPlanes: 3,
      pools: [
        { name: 'web', nodes: 2 },
        { name: 'batch', nodes: 1 },
      ],
    },
    upgrade: { controlPlane: { interval: '7s' }, nodes: { interval: '3s' } },
    production: { controlPlanes: 3, nodes: 50, nodeReady: '4m' },
  };
  const two = parseWritten(written);

  it("takes control planes by ordinal, then the pools in the scenario's order", () => {
    const { to, steps } = createPlan(two, listNodes(two).toReversed());
    expect(to).toBe('1.34.4');
    expect(steps.map(({ node, intervalMs }) => `${node.name} ${intervalMs}`)).toEqual([
      'control-plane-0 7000',
      'control-plane-1 7000',
      'control-plane-2 7000',
      'web-0 3000',
      'web-1 3000',
      'batch-0 3000',
    ]);
  });

  it('takes nodes of a pool that the scenario does not name last', () => {
    const { steps } = createPlan(two, [node('stray', 'worker', 0), ...listNodes(two)]);
    expect(steps.at(-1)?.node.name).toBe('stray-0');
  });

  it('takes every node once, and no worker before a control plane', () => {
    fc.assert(
      fc.property(validScenario, fc.infiniteStream(fc.nat()), (written, random) => {
        const scenario = parseWritten(written);
        const nodes = listNodes(scenario);
        const shuffled = nodes
          .map((one) => ({ one, key: random.next().value }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const planned = createPlan(scenario, shuffled).steps.map(({ node }) => node);
        expect(planned.map(({ uid }) => uid).toSorted()).toEqual(nodes.map(({ uid }) => uid).toSorted());
        const roles = planned.map(({ slot }) => slot.role);
        expect(roles.lastIndexOf('control-plane')).toBeLessThan(roles.indexOf('worker'));
        expect(createPlan(scenario, nodes)).toEqual(createPlan(scenario, shuffled));
      }),
    );
  });

  it('removes before it provisions, or surges first and leaves the last without a successor, pool by pool', () => {
    const planned = (nodes: object) => {
      const scenario = parseWritten({
        ...written,
        cluster: { ...written.cluster, provider: 'embedded', controlPlanes: 1 },
        upgrade: { nodes },
      });
      return createPlan(scenario, listNodes(scenario)).steps.map(({ node, replacement }) => {
        if (replacement === undefined) return `${node.name} stays`;
        const ahead = replacement.ahead.map(({ pool, ordinal }) => `+${pool}-${ordinal} `).join('');
        return `${ahead}-${node.name}${replacement.refill ? ` +${node.name}` : ''}`;
      });
    };
    expect(planned({ strategy: 'replace' })).toEqual([
      'control-plane-0 stays',
      '-web-0 +web-0',
      '-web-1 +web-1',
      '-batch-0 +batch-0',
    ]);
    expect(planned({ strategy: 'surge' })).toEqual([
      'control-plane-0 stays',
      '+web-1 -web-0 +web-0',
      '-web-1',
      '+batch-0 -batch-0',
    ]);
    // more than exist: all of them
    expect(planned({ strategy: 'surge', maxSurge: 7 })).toEqual([
      'control-plane-0 stays',
      '+web-0 +web-1 -web-0',
      '-web-1',
      '+batch-0 -batch-0',
    ]);
  });

  it('replaces control planes and takes pools by name where the provider does', () => {
    const clone = parseWritten({
      ...{ apiVersion: 'rehearsal/v1alpha1', kind: 'Rehearsal', metadata: { name: 'clone' } },
      cluster: {
        ...{ provider: 'kops', to: '1.34.4', controlPlanes: 1 },
        from: { stateStore: 's3://kops-state', cluster: 'production.k8s.local', version: '1.33.13' },
        pools: [
          { name: 'web', nodes: 2 },
          { name: 'batch', nodes: 1 },
        ],
      },
    });
    const { steps } = planFile(clone, createPlan(clone, listNodes(clone)));
    expect(steps.map(({ node, provisions }) => ({ node, ...provisions }))).toEqual([
      { node: 'control-plane-0', before: 0, after: 1 },
      { node: 'batch-0', before: 1, after: 0 },
      { node: 'web-0', before: 1, after: 1 },
      { node: 'web-1', before: 0, after: 0 },
    ]);
  });

  it('gives every slot exactly one new node, however many surge', () => {
    fc.assert(
      fc.property(validScenario, fc.integer({ min: 0, max: 9 }), (any, maxSurge) => {
        const scenario = parseWritten({
          ...any,
          cluster: { ...any.cluster, provider: 'embedded' },
          upgrade: { nodes: maxSurge === 0 ? { strategy: 'replace' } : { strategy: 'surge', maxSurge } },
        });
        const nodes = listNodes(scenario);
        const filled = createPlan(scenario, nodes).steps.flatMap(({ node, replacement }) => [
          ...(replacement?.ahead ?? []),
          ...(replacement?.refill ? [node.slot] : []),
        ]);
        const workers = nodes.map(({ slot }) => slot).filter(({ role }) => role === 'worker');
        const order = (slots: typeof workers) => slots.map((slot) => JSON.stringify(slot)).toSorted();
        expect(order(filled)).toEqual(order(workers));
      }),
    );
  });

  it('replaces nothing in a run that changes nothing', () => {
    const none = parseWritten({
      ...written,
      cluster: { ...written.cluster, provider: 'embedded' },
      upgrade: { none: true, nodes: { strategy: 'replace' } },
    });
    expect(createPlan(none, listNodes(none)).steps.filter(({ replacement }) => replacement)).toEqual([]);
  });

  it('is written with its phases and the estimate for production', () => {
    const plan = planFile(two, createPlan(two, listNodes(two).toReversed()));
    expect(plan.steps[3]).toEqual({
      index: 3,
      node: 'web-0',
      role: 'worker',
      pool: 'web',
      provisions: { before: 0, after: 0 },
      intervalMs: 3_000,
    });
    expect(plan.phases.map(({ phase }) => phase)).toEqual([
      'prepare',
      'settle',
      'baseline',
      'upgrade',
      'recovery',
      'teardown',
    ]);
    expect(plan.production?.fits).toBeNull();
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});
