import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlan } from '../../../harness/plan/create-plan.ts';
import { planFile } from '../../../harness/plan/plan.ts';
import { groupSteps } from '../../../harness/plan/roll-plan.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';
import type { NodeRef, Role, Scenario } from '../../../harness/scenario/scenario.ts';
import { resolveLimits } from '../../../harness/scenario/worker-limits.ts';
import { validScenario } from '../../support/scenario/valid-scenario.ts';

/** As a scenario has it. */
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
);

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
      '+web-0 -web-0',
      '+web-1 -web-1',
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

  describe('of pools that are rolled side by side', () => {
    /** `web-0+web-1` are side by side. */
    const grouped = (upgrade: object, pools: readonly object[] = [{ name: 'web', nodes: 5 }]) => {
      const scenario = parseWritten({
        ...written,
        cluster: { ...written.cluster, provider: 'embedded', controlPlanes: 3, pools },
        upgrade,
      });
      const { steps } = createPlan(scenario, listNodes(scenario));
      return groupSteps(steps).map((group) => group.map(({ step }) => step.node.name).join('+'));
    };
    const planes = ['control-plane-0', 'control-plane-1', 'control-plane-2'];

    it('has as many in a group as may be missing, control planes one by one', () => {
      expect(grouped({ nodes: { maxUnavailable: 2 } })).toEqual([
        ...planes,
        'web-0+web-1',
        'web-2+web-3',
        'web-4',
      ]);
      expect(grouped({ nodes: { maxUnavailable: '50%' } }).slice(3, 4)).toEqual(['web-0+web-1']);
      expect(
        grouped({ nodes: { maxUnavailable: '50%', rounding: { maxUnavailable: 'up' } } }).slice(3, 4),
      ).toEqual(['web-0+web-1+web-2']);
      expect(grouped({ nodes: { strategy: 'surge', maxSurge: 1, maxUnavailable: 2 } }).slice(3)).toEqual([
        'web-0+web-1+web-2',
        'web-3+web-4',
      ]);
    });

    it('rolls one at least where a percentage gives none', () => {
      expect(grouped({ nodes: { maxUnavailable: '1%' } }).slice(3)).toHaveLength(5);
    });

    it('never mixes pools, and rolls each as it says', () => {
      const pools = [
        { name: 'web', nodes: 3 },
        { name: 'batch', nodes: 3, upgrade: { maxUnavailable: 3 } },
      ];
      expect(grouped({ nodes: { maxUnavailable: 2 } }, pools).slice(3)).toEqual([
        'web-0+web-1',
        'web-2',
        'batch-0+batch-1+batch-2',
      ]);
    });

    it('has the canaries of each pool first, one by one, and watches after the last of them', () => {
      const scenario = parseWritten({
        ...written,
        cluster: { ...written.cluster, pools: [{ name: 'web', nodes: 5 }], controlPlanes: 1 },
        upgrade: { nodes: { maxUnavailable: 3, interval: '3s', canary: 2, canaryWatch: '90s' } },
      });
      const { steps } = createPlan(scenario, listNodes(scenario));
      expect(
        groupSteps(steps)
          .slice(1)
          .map((group) => group.map(({ step }) => [step.node.name, step.canary ?? false, step.intervalMs])),
      ).toEqual([
        [['web-0', true, 3_000]],
        [['web-1', true, 90_000]],
        [
          ['web-2', false, 3_000],
          ['web-3', false, 3_000],
          ['web-4', false, 3_000],
        ],
      ]);
    });

    it('lets each node await its own share of the surge', () => {
      const scenario = parseWritten({
        ...written,
        cluster: { ...written.cluster, provider: 'embedded', pools: [{ name: 'web', nodes: 5 }] },
        upgrade: { nodes: { strategy: 'surge', maxSurge: 2, maxUnavailable: 1 } },
      });
      const workers = createPlan(scenario, listNodes(scenario)).steps.slice(3);
      expect(workers.map(({ replacement }) => replacement?.ahead.map(({ ordinal }) => ordinal))).toEqual([
        [3],
        [4],
        [],
        [],
        [],
      ]);
      expect(workers.map(({ replacement }) => replacement?.refill)).toEqual([true, true, true, false, false]);
    });

    it('has a random order that the seed alone determines', () => {
      const pools = [{ name: 'web', nodes: 12 }];
      const random = (seed: number) => grouped({ nodes: { order: 'random', seed } }, pools).slice(3);
      const listed = grouped({}, pools).slice(3);
      expect(random(1)).toEqual(random(1));
      expect(random(1).toSorted()).toEqual(listed.toSorted());
      expect(new Set([listed, ...[1, 2, 3, 4].map(random)].map((order) => order.join())).size).toBe(5);
    });

    it('never has more nodes missing at a time than may be', () => {
      fc.assert(
        fc.property(validScenario, (any) => {
          const scenario = parseWritten(any);
          const { steps } = createPlan(scenario, listNodes(scenario));
          for (const group of groupSteps(steps)) {
            const slot = group[0]?.step.node.slot;
            if (slot?.role !== 'worker') {
              expect(group).toHaveLength(1);
              continue;
            }
            const pool = scenario.cluster.pools.find(({ name }) => name === slot.pool);
            const { surge, unavailable } = resolveLimits(scenario.upgrade.nodes, pool?.nodes ?? 0);
            expect(new Set(group.map(({ step }) => step.node.slot.pool)).size).toBe(1);
            expect(group.length).toBeLessThanOrEqual(surge + unavailable);
          }
        }),
      );
    });
  });

  it('gives every slot exactly one new node, however many surge', () => {
    fc.assert(
      fc.property(validScenario, fc.nat({ max: 9 }), quantity, (any, maxSurge, maxUnavailable) => {
        const scenario = parseWritten({
          ...any,
          cluster: { ...any.cluster, provider: 'embedded' },
          upgrade: {
            nodes: {
              maxUnavailable,
              ...(maxSurge === 0 ? { strategy: 'replace' } : { strategy: 'surge', maxSurge }),
            },
          },
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
      group: 3,
      node: 'web-0',
      role: 'worker',
      pool: 'web',
      provisions: { before: 0, after: 0 },
      canary: false,
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
