import type { NodeRef, RecordOf } from '../journal/records.ts';

/** A node that should be there. */
export interface Member {
  readonly node: NodeRef;
  /** Whether a step has brought it, or made it new, at the version that the roll goes to. */
  readonly upgraded: boolean;
}

/** Follows which nodes should be there: those created, without the retired and with the new ones. */
export class MembersFold {
  /** By name: a new node may have that of a retired one. */
  readonly members = new Map<string, Member>();

  cluster({ nodes }: RecordOf<'cluster'>): void {
    for (const node of nodes) this.members.set(node.name, { node, upgraded: false });
  }

  intent({ node: name, action, edge, outcome, provisioned }: RecordOf<'intent'>): void {
    if (edge !== 'end' || outcome !== 'done') return;
    const member = this.members.get(name);
    if (action === 'retire') this.members.delete(name);
    if (provisioned !== undefined) this.members.set(provisioned.name, { node: provisioned, upgraded: true });
    if (action === 'step' && member !== undefined) this.members.set(name, { ...member, upgraded: true });
  }
}

/** The version that each node that should be there must report now, by its name: `to` once its step is done, or from its beginning. */
export function expectedVersions(
  { members }: { readonly members: ReadonlyMap<string, Member> },
  from: string,
  to: string,
): ReadonlyMap<string, string> {
  return new Map([...members].map(([name, { upgraded }]) => [name, upgraded ? to : from]));
}
