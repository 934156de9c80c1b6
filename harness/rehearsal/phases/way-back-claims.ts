import { minor } from 'semver';
import type { Claims } from '../../journal/records.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** What a return from a later minor version does not show of production's. */
export function claimsWithWayBack(
  claims: Claims,
  { cluster: { from, to }, upgrade }: Pick<Scenario, 'cluster' | 'upgrade'>,
): Claims {
  if (upgrade.abort === null || minor(from) === minor(to)) return claims;
  return {
    ...claims,
    notCovered: [
      ...claims.notCovered,
      `a return of the control plane with production's data: Kubernetes supports no downgrade of an API server across minor versions. Objects that ${to} wrote here are the clone's, and ${from} has to read them; what only ${to} knows is lost or refused`,
    ],
  };
}
