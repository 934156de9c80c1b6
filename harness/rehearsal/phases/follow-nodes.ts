import type { FrontDoor } from '../../clusters/front-door.ts';
import type { JournalRecord, NodeRef, NodeState } from '../../journal/records.ts';
import { errorText } from '../../kube/api-error.ts';
import type { Run } from '../run.ts';

/**
 * Has a front door follow the nodes that the API shows, where a command replaces them: as a cloud's balancer does, to
 * every worker that has been Ready, unless it is cordoned or labelled to be left out. Ends with `measuring`.
 */
export function followNodes(
  run: Pick<Run, 'timeline' | 'onRecord' | 'interruption'>,
  door: Pick<FrontDoor, 'follow'>,
  measuring: AsyncDisposableStack,
): void {
  const backends = new Backends([...run.timeline.view().nodes.values()].map(({ state }) => state));
  let last = Promise.resolve();
  const unsubscribe = run.onRecord((record) => {
    const changed = backends.record(record);
    if (changed === null) return;
    // One after the other: the door may take longer for one change than the next one takes to come.
    last = last
      .then(() => door.follow(changed))
      .catch((error: unknown) => {
        run.interruption.breakOff(new Error(`the front door can't follow the nodes: ${errorText(error)}`));
      });
  });
  measuring.defer(async () => {
    unsubscribe();
    await last;
  });
}

/** Which nodes requests should reach, by what the API shows of them. */
export class Backends {
  readonly #nodes = new Map<string, NodeRef>();
  /** Nodes, by uid, that have been Ready: whether one is so now is for the health check to see. */
  readonly #usable = new Set<string>();

  constructor(initial: readonly NodeState[]) {
    for (const node of initial) this.#see(node);
  }

  /** @returns all of them where they have changed, else null */
  record(record: JournalRecord): readonly NodeRef[] | null {
    if (record.type !== 'node') return null;
    const { node, change } = record;
    const before = this.#nodes.get(node.name)?.uid;
    if (change === 'deleted') this.#nodes.delete(node.name);
    else this.#see(node);
    return before === this.#nodes.get(node.name)?.uid ? null : [...this.#nodes.values()];
  }

  #see({
    name,
    uid,
    pool = '',
    role = 'worker',
    ready,
    unschedulable,
    excluded,
    providerId,
  }: NodeState): void {
    if (ready) this.#usable.add(uid);
    const isBackend = role === 'worker' && this.#usable.has(uid) && !unschedulable && !excluded;
    if (!isBackend) this.#nodes.delete(name);
    else if (this.#nodes.get(name)?.uid !== uid) {
      const slot = { pool, role, ordinal: this.#nodes.size };
      this.#nodes.set(name, { uid, name, slot, ...(providerId !== undefined && { providerId }) });
    }
  }
}
