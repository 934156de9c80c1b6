import type { NodeRef, NodeState, RecordOf } from '../journal/records.ts';

/** A node that should exist. */
export interface Member {
  readonly node: NodeRef;
  /** Whether it should run the roll's target version: a step has created or upgraded it, and none has taken it back. */
  readonly upgraded: boolean;
  /** A step has left it cordoned at its version, for good. */
  readonly quarantined?: true;
}

/** Follows which nodes should exist: those created, without the removed and with the new ones. */
export class MembersFold {
  /** By name: a new node may have the name of a removed one. */
  readonly members = new Map<string, Member>();
  /** Whether a step that is done leaves its node at the roll's target version; on the way back it does not. */
  #upgrades = true;

  cluster({ nodes }: RecordOf<'cluster'>): void {
    for (const node of nodes) this.members.set(node.name, { node, upgraded: false });
  }

  /** Steps from now on take their nodes back. */
  wayBack(): void {
    this.#upgrades = false;
  }

  intent({ node: name, action, edge, outcome, provisioned }: RecordOf<'intent'>): void {
    if (edge !== 'end' || outcome !== 'done') return;
    const member = this.members.get(name);
    if (action === 'retire') this.members.delete(name);
    const upgraded = this.#upgrades;
    if (provisioned !== undefined) this.members.set(provisioned.name, { node: provisioned, upgraded });
    if (member === undefined) return;
    if (action === 'quarantine') this.members.set(name, { ...member, quarantined: true });
    if (action === 'step' && !member.quarantined) this.members.set(name, { ...member, upgraded });
  }

  /** The cordon of a node in quarantine is no lack: its step has left it that way. */
  withoutQuarantine(node: NodeState): NodeState {
    return this.members.get(node.name)?.quarantined ? { ...node, unschedulable: false } : node;
  }
}

/**
 * The version that each expected node must report now, by its name: `to` once its step is done, or from its
 * creation by a step.
 */
export function expectedVersions(
  { members }: { readonly members: ReadonlyMap<string, Member> },
  from: string,
  to: string,
): ReadonlyMap<string, string> {
  return new Map([...members].map(([name, { upgraded }]) => [name, upgraded ? to : from]));
}

/** The nodes in quarantine, by name. */
export function listQuarantined({
  members,
}: {
  readonly members: ReadonlyMap<string, Member>;
}): ReadonlySet<string> {
  return new Set([...members].filter(([, { quarantined }]) => quarantined).map(([name]) => name));
}
