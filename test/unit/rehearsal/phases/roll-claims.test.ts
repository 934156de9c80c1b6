import { describe, expect, it } from 'vitest';
import { claimsOfRoll } from '../../../../harness/rehearsal/phases/roll-claims.ts';
import type { NodeOrder } from '../../../../harness/scenario/scenario.ts';
import { scenario } from '../../../support/judge/simulated-run.ts';

const claims = { production: true, covers: [], notCovered: ['DNS'], kernelOf: 'this machine' } as const;

const ordered = (order: NodeOrder, nodes = 2) => ({
  cluster: { ...scenario.cluster, pools: [{ name: 'workers', nodes }] },
  upgrade: { ...scenario.upgrade, nodes: { ...scenario.upgrade.nodes, order } },
});

describe('the claims of a roll', () => {
  it("are the cluster's where the roll adds nothing", () => {
    expect(claimsOfRoll(claims, scenario)).toBe(claims);
    expect(claimsOfRoll(claims, ordered({ by: 'random', seed: 7 }, 1))).toBe(claims);
  });

  it('leave out other random orders, with the seed of this one', () => {
    expect(claimsOfRoll(claims, ordered({ by: 'random', seed: 7 })).notCovered).toEqual([
      'DNS',
      'other orders of the nodes of pool workers than the one of seed 7: rehearse it with more than one seed',
    ]);
  });

  it('leave out a return of the data across minor versions', () => {
    const { upgrade, cluster } = scenario;
    const ended = { cluster, upgrade: { ...upgrade, abort: { atShare: 0.5, holdMs: 1_000 } } };
    expect(claimsOfRoll(claims, ended).notCovered).toEqual([
      'DNS',
      expect.stringContaining("a return of the control plane with production's data"),
    ]);
    const patch = { ...ended, cluster: { ...cluster, to: '1.33.14' } };
    expect(claimsOfRoll(claims, patch)).toBe(claims);
  });
});
