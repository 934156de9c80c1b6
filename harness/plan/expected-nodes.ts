import type { NodeRef, Role, Scenario } from '../scenario/scenario.ts';

/** The nodes that a replica of this scenario will have, before any of them exists: each is named after its slot, `pool/ordinal`. */
export function listExpectedNodes({ cluster }: Pick<Scenario, 'cluster'>): readonly NodeRef[] {
  const nodesIn = (pool: string, role: Role, count: number) =>
    Array.from({ length: count }, (_, ordinal): NodeRef => {
      const name = `${pool}/${ordinal}`;
      return { uid: name, name, slot: { pool, role, ordinal } };
    });
  return [
    ...nodesIn('control-plane', 'control-plane', cluster.controlPlanes),
    ...cluster.pools.flatMap(({ name, nodes }) => nodesIn(name, 'worker', nodes)),
  ];
}
