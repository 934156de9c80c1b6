import type { PodState } from '../journal/records.ts';
import type { EvictedPod, Held, RecordOf } from './model.ts';

/** Follows which pods drains have evicted or deleted, each as it was then. */
export class EvictedPodsFold {
  readonly all: EvictedPod[] = [];

  /** @param pods by uid, as they are before it */
  eviction(record: RecordOf<'eviction'>, pods: ReadonlyMap<string, Held<PodState>>): void {
    if (record.result !== 'accepted' && record.result !== 'deleted') return;
    const isIt = ({ namespace, name }: PodState) => namespace === record.namespace && name === record.pod;
    const pod = [...pods.values()].map(({ state }) => state).find(isIt);
    const known = this.all.some((one) => one.pod.uid === pod?.uid);
    if (pod !== undefined && !known) this.all.push({ pod, node: record.node });
  }
}
