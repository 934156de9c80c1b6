import { describe, expect, it } from 'vitest';
import type { RehearsalError } from '../../../harness/errors.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';

const source = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: overridden }
cluster:
  provider: kind
  from: 1.33.13
  to: 1.34.4
  pools: [{ name: workers, nodes: 2 }]
upgrade:
  gate: none
`;

const withSets = (...sets: readonly string[]) => parseScenario(source, 's.yaml', sets).scenario;

function mistakesWith(...sets: readonly string[]): readonly string[] {
  try {
    withSets(...sets);
    return [];
  } catch (error) {
    return (error as RehearsalError).issues.map(({ message }) => message);
  }
}

describe('--set', () => {
  it('overrides existing values and adds missing ones', () => {
    const { upgrade, cluster, load, workload } = withSets(
      'upgrade.nodes.interval=10s',
      'cluster.pools.0.nodes=3',
      'load.lanes=[fresh]',
      'workload.budget.minAvailable=1',
    );
    expect(upgrade.nodes.intervalMs).toBe(10_000);
    expect(cluster.pools).toEqual([{ name: 'workers', nodes: 3 }]);
    expect(load.lanes.map(({ name }) => name)).toEqual(['fresh']);
    expect(workload).toMatchObject({ budget: { minAvailable: 1 } });
  });

  it('puts a mapping in place of `none`', () => {
    expect(withSets('upgrade.gate.validations=4').upgrade.gate).toEqual({
      validations: 4,
      everyMs: 5_000,
      timeoutMs: 300_000,
      beforeGroup: 0,
      checks: [],
    });
  });

  it('adds one item after the last of a list', () => {
    const { pools } = withSets('cluster.pools.1={ name: spot, nodes: 1 }').cluster;
    expect(pools.map(({ name }) => name)).toEqual(['workers', 'spot']);
  });

  it('names keys with dots in brackets', () => {
    const { nodeImages } = withSets(
      'cluster.nodeImages[v1.34.4]=registry.local/node:x',
      'cluster.nodeImages[1.33.13]=y',
    ).cluster;
    expect(nodeImages).toEqual({ '1.34.4': 'registry.local/node:x', '1.33.13': 'y' });
  });

  it('applies in the order given', () => {
    expect(withSets('load.rate=10/s', 'load.rate=20/s').load.ratePerS).toBe(20);
    expect(withSets('load.closed=none', 'load.closed.rate=20/s').load.closed?.ratePerS).toBe(20);
  });

  it('corrects a mistake in the file', () => {
    const broken = source.replace('to: 1.34.4', 'to: 1.32.0');
    expect(parseScenario(broken, 's.yaml', ['cluster.to=1.34.4']).scenario.cluster.to).toBe('1.34.4');
  });

  it.each([
    ['upgrade.nodes.interval=10', '`interval`: expected a duration'],
    ['upgrade.nodes.intervall=10s', 'unknown key `intervall` in `upgrade.nodes`; did you mean `interval`?'],
    ['upgrad.nodes.interval=10s', 'unknown key `upgrad`; did you mean `upgrade`?'],
    ['cluster.pools.0.nodez=3', 'unknown key `nodez` in `cluster.pools.0`; did you mean `nodes`?'],
    ['cluster.pools.2.nodes=3', '`cluster.pools` has only 1 items'],
    ['cluster.pools.name=x', '`cluster.pools` is a list'],
    ['production.nodes=3', '`controlPlanes` is missing'],
    ['cluster.to=1.35.0', 'skips 1.34'],
    ['load.slow=2s', 'no response can be slower than 2s'],
    ['load.rate=', '`rate`: expected a rate such as `200/s`, found nothing'],
    ['load.lanes=[', 'not valid YAML'],
    ['load.lanes=*all', 'a value can have no aliases'],
    ['load.rate', 'expected PATH=VALUE'],
    ['=3', 'expected PATH=VALUE'],
    ['load..rate=3', 'expected PATH=VALUE'],
    ['__proto__.rate=3', 'unknown key `__proto__`'],
    ['metadata.name.length=3', '`metadata.name` is a single value'],
  ])('%s is reported with its own text', (set, message) => {
    const mistakes = mistakesWith(set);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(`--set ${set}: `);
    expect(mistakes[0]).toContain(message);
  });
});
