import type { PodRef } from '../../kube/evict.ts';

/** A pod whose eviction is not accepted at this time. */
export interface HeldPod {
  readonly pod: PodRef;
  /** When its eviction was first blocked or refused, in microseconds since the run's start. */
  readonly sinceUs: number;
}

/** The pods of one drain whose eviction is not accepted at this time. */
export class HeldPods {
  readonly #held = new Map<string, HeldPod>();

  /** It keeps its first time. */
  hold(pod: PodRef, nowUs: number): void {
    if (!this.#held.has(pod.uid)) this.#held.set(pod.uid, { pod, sinceUs: nowUs });
  }

  release({ uid }: PodRef): void {
    this.#held.delete(uid);
  }

  /** Those that have been held since that time or longer. */
  since(untilUs: number): readonly HeldPod[] {
    return [...this.#held.values()].filter(({ sinceUs }) => sinceUs <= untilUs);
  }
}
