import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phases } from '../../../harness/journal/records.ts';
import { estimate } from '../../../harness/plan/estimate.ts';
import { productionEstimate } from '../../../harness/plan/production.ts';
import { loadScenario, parseScenario } from '../../../harness/scenario/load-scenario.ts';
import { providerTraits } from '../../../harness/scenario/providers/table.ts';
import type { Scenario } from '../../../harness/scenario/scenario.ts';
import { validClone, validScenario } from '../../support/scenario/valid-scenario.ts';

/** The main scenario with one interval for every node, whatever its own intervals. */
async function shipped(...sets: readonly string[]): Promise<Scenario> {
  const file = 'scenarios/kind-1.33-to-1.34.yaml';
  const loaded = await loadScenario(file, { sets: ['upgrade.controlPlane.interval=30s', ...sets] });
  return loaded.scenario;
}

async function expectedMs(phase: string, ...sets: readonly string[]): Promise<number | undefined> {
  return estimate(await shipped(...sets)).find((one) => one.phase === phase)?.expectedMs;
}

describe('the estimate of a rehearsal', () => {
  it('has every phase in order, and only positive times', () => {
    fc.assert(
      fc.property(fc.oneof(validScenario, validClone), (written) => {
        const all = estimate(parseScenario(JSON.stringify(written), 's.yaml').scenario);
        expect(all.map(({ phase }) => phase)).toEqual([...phases]);
        expect(all.filter(({ expectedMs }) => !(expectedMs >= 0 && Number.isFinite(expectedMs)))).toEqual([]);
      }),
    );
  });

  it('adds up nodes, intervals and gates', async () => {
    const intervalsAndGates = 3 * (30_000 + 10_000);
    const addons = 10_000;
    const { controlPlaneMs, workerMs, daemonSetsMs } = providerTraits.kind.costs;
    const actions = controlPlaneMs + 2 * workerMs + daemonSetsMs;
    expect(await expectedMs('upgrade')).toBe(actions + addons + intervalsAndGates);
    expect(await expectedMs('upgrade', 'upgrade.controlPlane.addons=none')).toBe(actions + intervalsAndGates);
    expect(await expectedMs('upgrade', 'upgrade.none=true')).toBe(intervalsAndGates);
    expect(await expectedMs('upgrade', 'upgrade.none=true', 'upgrade.gate=none')).toBe(90_000);
    expect(await expectedMs('baseline')).toBe(180_000);
  });

  it('counts the delay after the drain of every node', async () => {
    const without = (await expectedMs('upgrade')) ?? 0;
    expect(await expectedMs('upgrade', 'upgrade.drain.postDrainDelay=2m')).toBe(without + 3 * 120_000);
    const none = 'upgrade.none=true';
    expect(await expectedMs('upgrade', none, 'upgrade.drain.postDrainDelay=2m')).toBe(
      await expectedMs('upgrade', none),
    );
  });

  it('adds the gate before each instance group, and the pauses of hooks in their phase', async () => {
    const none = ['upgrade.none=true', 'upgrade.nodes.interval=0s', 'upgrade.controlPlane.interval=0s'];
    const ms = (phase: string, ...sets: readonly string[]) => expectedMs(phase, ...none, ...sets);
    expect(await ms('upgrade', 'upgrade.gate.beforeGroup=1')).toBe(3 * 10_000 + 2 * 5_000);
    const look = (at: string) => `upgrade.hooks=[{ name: look, when: after, at: ${at}, pause: 1m }]`;
    expect(await ms('upgrade', look('node'))).toBe(3 * 10_000 + 3 * 60_000);
    expect(await ms('upgrade', look('role'))).toBe(3 * 10_000 + 2 * 60_000);
    expect(await ms('upgrade', look('pool'))).toBe(3 * 10_000 + 60_000);
    expect(await ms('baseline', look('phase, of: baseline'))).toBe(240_000);
  });

  it('counts the pauses of nodes side by side once', async () => {
    const together = 'upgrade.nodes.maxUnavailable=2';
    const without = (await expectedMs('upgrade', together)) ?? 0;
    expect(await expectedMs('upgrade', together, 'upgrade.drain.postDrainDelay=2m')).toBe(
      without + 2 * 120_000,
    );
    const look = (at: string) => `upgrade.hooks=[{ name: look, when: after, at: ${at}, pause: 1m }]`;
    expect(await expectedMs('upgrade', together, look('node'))).toBe(without + 2 * 60_000);
    expect(await expectedMs('upgrade', together, look('pool'))).toBe(without + 60_000);
  });

  it('counts one removal and one new node for each replaced node, whichever is first', async () => {
    const embedded = [
      ...['cluster.provider=embedded', 'criteria.probes.dns=none', 'upgrade.gate=none'],
      'upgrade.controlPlane.addons=none',
    ];
    const { controlPlaneMs, retireMs, provisionMs } = providerTraits.embedded.costs;
    for (const strategy of ['replace', 'surge'])
      expect(
        await expectedMs('upgrade', 'criteria={}', ...embedded, `upgrade.nodes.strategy=${strategy}`),
      ).toBe(controlPlaneMs + 2 * (retireMs + provisionMs) + 90_000);
  });

  it('counts nodes side by side once, and the watch after canaries', async () => {
    const sets = ['cluster.pools=[{ name: workers, nodes: 6 }]', 'upgrade.gate=none'];
    const { workerMs } = providerTraits.kind.costs;
    const oneByOne = (await expectedMs('upgrade', ...sets)) ?? 0;
    expect(await expectedMs('upgrade', ...sets, 'upgrade.nodes.maxUnavailable=3')).toBe(
      oneByOne - 4 * (workerMs + 30_000),
    );
    expect(
      await expectedMs('upgrade', ...sets, 'upgrade.nodes.canary=2', 'upgrade.nodes.canaryWatch=5m'),
    ).toBe(oneByOne + 270_000);
  });

  it('is shorter for a roll without a version change, and for one without capacity runs', async () => {
    expect(await expectedMs('upgrade', 'cluster.to=1.33.13')).toBeLessThan(
      (await expectedMs('upgrade')) ?? 0,
    );
    expect(await expectedMs('recovery', 'load.closed=none')).toBe(120_000);
  });
});

/** A clone with two groups of workers, with three workers in all. */
const cloned = (upgrade: object, production: object = {}) =>
  parseScenario(
    JSON.stringify({
      ...{ apiVersion: 'rehearsal/v1alpha1', kind: 'Rehearsal', metadata: { name: 'clone' } },
      cluster: {
        ...{ provider: 'kops', to: '1.34.4' },
        from: { stateStore: 's3://kops-state', cluster: 'production.k8s.local', version: '1.33.13' },
        pools: [
          { name: 'nodes-a', nodes: 2 },
          { name: 'nodes-b', nodes: 1 },
        ],
      },
      upgrade: { controlPlane: { interval: '20s' }, ...upgrade },
      production: { controlPlanes: 3, nodes: 7, nodeReady: '4m', ...production },
    }),
    's.yaml',
  ).scenario;

describe('the estimate of a roll by a command', () => {
  const { controlPlaneMs, retireMs, provisionMs, commandsMs, tracesMs } = providerTraits.kops.costs;
  const actionsMs = controlPlaneMs + 3 * (retireMs + provisionMs) + commandsMs + tracesMs;
  const upgradeMs = (upgrade: object) =>
    estimate(cloned(upgrade)).find(({ phase }) => phase === 'upgrade')?.expectedMs;
  const nodes = (policy: object) => ({ nodes: { interval: '60s', ...policy } });

  it('has a pause for each node, and one more for each group where nodes surge first', () => {
    // Two validations are one pause of 10 s apart.
    expect(upgradeMs(nodes({ strategy: 'replace' }))).toBe(actionsMs + 30_000 + 3 * 70_000);
    expect(upgradeMs(nodes({}))).toBe(actionsMs + 30_000 + (3 + 2) * 70_000);
    expect(upgradeMs({ ...nodes({ strategy: 'replace' }), gate: 'none' })).toBe(
      actionsMs + 20_000 + 3 * 60_000,
    );
  });

  it('has fewer where several nodes leave at a time', () => {
    // nodes-a: the first surges alone, then both leave; nodes-b has one.
    expect(upgradeMs(nodes({ strategy: 'surge', maxSurge: 2 }))).toBe(
      actionsMs + 30_000 + (1 + 1 + 2 + 1) * 70_000,
    );
  });
});

describe('the estimate of the recorded rolls on the test bed', () => {
  it('is within a tenth of the 339 s on an idle machine and the 360 s on a loaded one', async () => {
    const sets = ['upgrade.controlPlane.interval=10s', 'upgrade.nodes.interval=20s'];
    const { scenario } = await loadScenario('scenarios/kops-clone.yaml', { sets });
    const upgrade = estimate(scenario).find(({ phase }) => phase === 'upgrade');
    for (const measuredMs of [339_000, 360_000])
      expect(Math.abs((upgrade?.expectedMs ?? 0) - measuredMs)).toBeLessThan(measuredMs / 10);
  });
});

describe('the estimate for production by a command', () => {
  it('counts groups of nodes and what surges before them', () => {
    expect(productionEstimate(cloned({ nodes: { interval: '60s', strategy: 'replace' } }))).toEqual({
      durationMs: 3 * 270_000 + 7 * 310_000,
      fits: null,
      formula:
        '3 control planes × (4 min ready + 20 s interval + 10 s gate) + 7 nodes × (4 min ready + 60 s interval + 10 s gate) = 49 min 40 s',
    });
    const surging = productionEstimate(
      cloned({ nodes: { interval: '60s', maxSurge: 2, strategy: 'surge' } }, { window: '1h' }),
    );
    // Groups of 3 and 4 workers: two steps each, and two surges each.
    expect(surging).toEqual({
      durationMs: 3 * 270_000 + (4 + 4) * 310_000,
      fits: true,
      formula:
        '3 control planes × (4 min ready + 20 s interval + 10 s gate) + 4 groups of up to 2 nodes × (4 min ready + 60 s interval + 10 s gate) + 4 surges before them × (4 min ready + 60 s interval + 10 s gate) = 54 min 50 s; fits into the window of 1 h',
    });
  });
});

describe('the estimate for production', () => {
  it('shows how it is computed', async () => {
    expect(productionEstimate(await shipped())).toEqual({
      durationMs: 53 * 280_000,
      fits: true,
      formula:
        '3 control planes × (4 min ready + 30 s interval + 10 s gate) + 50 nodes × (4 min ready + 30 s interval + 10 s gate) = 4 h 7 min 20 s; fits into the window of 8 h',
    });
  });

  it('counts the delay after each drain', async () => {
    const delayed = productionEstimate(await shipped('upgrade.drain.postDrainDelay=2m'));
    expect(delayed?.durationMs).toBe(53 * 400_000);
    expect(delayed?.formula).toContain('50 nodes × (4 min ready + 2 min post-drain delay + 30 s interval');
  });

  it('reports that it does not fit', async () => {
    const estimated = productionEstimate(await shipped('production.window=4h', 'upgrade.gate=none'));
    expect(estimated).toMatchObject({ fits: true, durationMs: 53 * 270_000 });
    const longer = productionEstimate(await shipped('production.window=4h'));
    expect(longer?.fits).toBe(false);
    expect(longer?.formula).toContain('does not fit into the window of 4 h');
  });

  it('is omitted if production or its time for a node is unknown', async () => {
    expect(productionEstimate(await shipped('production={ controlPlanes: 3, nodes: 50 }'))).toBeNull();
    const { scenario } = await loadScenario('scenarios/kind-fragile.yaml');
    expect(productionEstimate(scenario)).toBeNull();
  });
});
