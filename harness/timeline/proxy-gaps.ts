import type { PodState } from '../journal/records.ts';
import { systemNamespace } from './model.ts';

/** A stretch in which a node had no kube-proxy, known from the API. */
export interface ProxyGap {
  readonly node: string;
  /** Pod that was ordered to terminate, or had ended; the process may have outlived the order by moments. */
  readonly pod: string;
  readonly stoppedUs: number;
  /** Pod that was ready in its place, and when; null while there is none. */
  readonly successor: string | null;
  readonly replacedUs: number | null;
}

type Open = { -readonly [K in keyof ProxyGap]: ProxyGap[K] };

/** Follows the pods of kube-proxy's DaemonSet, node by node. A pod that is merely not ready may still run: its node was not heard of. */
export class ProxyGapsFold {
  readonly #gaps: Open[] = [];
  readonly gaps: readonly ProxyGap[] = this.#gaps;
  readonly #open = new Map<string, Open>();
  /** Uids of each node's pods that have been ready. */
  readonly #running = new Map<string, Set<string>>();

  pod(
    { uid, namespace, name, node, phase, ready, terminating, owner }: PodState,
    deleted: boolean,
    atUs: number,
  ): void {
    if (namespace !== systemNamespace || owner !== 'DaemonSet/kube-proxy' || node === null) return;
    const running = this.#running.get(node) ?? new Set();
    this.#running.set(node, running);
    if (deleted || terminating || phase === 'Succeeded' || phase === 'Failed') {
      if (running.delete(uid) && running.size === 0) this.#begin(node, name, atUs);
    } else if (ready) {
      running.add(uid);
      this.#end(node, name, atUs);
    }
  }

  #begin(node: string, pod: string, atUs: number): void {
    const gap: Open = { node, pod, stoppedUs: atUs, successor: null, replacedUs: null };
    this.#gaps.push(gap);
    this.#open.set(node, gap);
  }

  #end(node: string, successor: string, atUs: number): void {
    const gap = this.#open.get(node);
    if (gap === undefined) return;
    Object.assign(gap, { successor, replacedUs: atUs });
    this.#open.delete(node);
  }
}
