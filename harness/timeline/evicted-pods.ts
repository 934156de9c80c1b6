import type { PodState } from '../journal/records.ts';
import type { EvictedPod, HeldState, RecordOf } from './model.ts';

/** Follows which pods drains have evicted or deleted, each in its state at that time. */
export class EvictedPodsFold {
  readonly #all: EvictedPod[] = [];
  readonly all: readonly EvictedPod[] = this.#all;

  /** @param pods by uid, before the change */
  eviction(record: RecordOf<'eviction'>, pods: ReadonlyMap<string, HeldState<PodState>>): void {
    if (record.result !== 'accepted' && record.result !== 'deleted') return;
    const pod = pods.get(record.uid)?.state;
    const known = this.#all.some((evicted) => evicted.pod.uid === record.uid);
    if (pod !== undefined && !known) this.#all.push({ pod, node: record.node, atUs: record.atUs });
  }

  /** A Job's pod that succeeded although it was evicted has done its work. */
  pod({ uid, phase, owner }: PodState): void {
    if (phase !== 'Succeeded' || !owner?.startsWith('Job/')) return;
    const at = this.#all.findIndex((evicted) => evicted.pod.uid === uid);
    if (at >= 0) this.#all.splice(at, 1);
  }
}
