import { expect, it } from 'vitest';
import { listExpectedNodes } from '../../../harness/plan/expected-nodes.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';

it('names each node that a replica will have after its slot', () => {
  const written = {
    ...{ apiVersion: 'rehearsal/v1alpha1', kind: 'Rehearsal', metadata: { name: 'two-pools' } },
    cluster: {
      ...{ provider: 'kind', from: '1.33.13', to: '1.34.4', controlPlanes: 3 },
      pools: [
        { name: 'web', nodes: 2 },
        { name: 'batch', nodes: 1 },
      ],
    },
  };
  const { scenario } = parseScenario(JSON.stringify(written), 's.yaml');
  const nodes = listExpectedNodes(scenario);
  expect(nodes.map(({ name, slot }) => `${name} ${slot.role}`)).toEqual([
    ...[0, 1, 2].map((ordinal) => `control-plane/${ordinal} control-plane`),
    ...['web/0 worker', 'web/1 worker', 'batch/0 worker'],
  ]);
  expect(new Set(nodes.map(({ uid }) => uid)).size).toBe(6);
});
