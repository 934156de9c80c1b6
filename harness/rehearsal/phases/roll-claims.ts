import { minor } from 'semver';
import type { Claims } from '../../journal/records.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { findWorkerPolicy } from '../../scenario/worker-limits.ts';

type Rolled = Pick<Scenario, 'cluster' | 'upgrade'>;

/** A cluster's claims, with what the roll of this scenario does not show of production's. */
export function claimsOfRoll(claims: Claims, scenario: Rolled): Claims {
  const notShown = [...ofWayBack(scenario), ...ofRandomOrders(scenario)];
  return notShown.length === 0 ? claims : { ...claims, notCovered: [...claims.notCovered, ...notShown] };
}

/** What a return from a later minor version does not show. */
function ofWayBack({ cluster: { from, to }, upgrade }: Rolled): readonly string[] {
  if (upgrade.abort === null || minor(from) === minor(to)) return [];
  return [
    `a return of the control plane with production's data: Kubernetes supports no downgrade of an API server across minor versions. Objects that ${to} wrote here are the clone's, and ${from} has to read them; what only ${to} knows is lost or refused`,
  ];
}

/** A tool that chooses nodes at random chooses others in production. */
function ofRandomOrders({ cluster, upgrade }: Rolled): readonly string[] {
  return cluster.pools.flatMap(({ name, nodes }) => {
    const { order } = findWorkerPolicy(upgrade, name);
    if (order.by === 'listed' || nodes < 2) return [];
    return [
      `other orders of the nodes of pool ${name} than the one of seed ${order.seed}: rehearse it with more than one seed`,
    ];
  });
}
