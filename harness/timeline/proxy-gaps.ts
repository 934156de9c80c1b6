import type { PodState } from '../journal/records.ts';
import { hasEnded } from './has-ended.ts';
import { systemNamespace } from './system-namespace.ts';

/** A period in which a node had no kube-proxy, according to the API. */
export interface ProxyGap {
  readonly node: string;
  /** Pod that was ordered to terminate, or had ended; the process may have outlived the order by moments. */
  readonly pod: string;
  /**
   * When that was seen, and the earliest time at which it may have happened: earlier if pods could not be
   * seen until then.
   */
  readonly stoppedUs: number;
  readonly earliestUs: number;
  /** Its ready successor, and when; null while there is none. */
  readonly successor: string | null;
  readonly replacedUs: number | null;
  /** When the node itself was gone, before any other pod was ready on it; otherwise null. */
  readonly nodeGoneUs: number | null;
}

type OpenGap = { -readonly [K in keyof ProxyGap]: ProxyGap[K] };

/**
 * Follows the pods of kube-proxy's DaemonSet, node by node. A pod that is merely not ready may still run: its
 * node may be unreachable.
 */
export class ProxyGapsFold {
  readonly #gaps: OpenGap[] = [];
  readonly gaps: readonly ProxyGap[] = this.#gaps;
  readonly #open = new Map<string, OpenGap>();
  /** Pods of each node that have been ready: names by uid. */
  readonly #running = new Map<string, Map<string, string>>();

  /** @param blindSinceUs since when pods could not be seen without interruption until now; null if they can */
  pod(pod: PodState, deleted: boolean, atUs: number, blindSinceUs: number | null): void {
    const { uid, namespace, name, node, ready, terminating, owner } = pod;
    if (namespace !== systemNamespace || owner !== 'DaemonSet/kube-proxy' || node === null) return;
    const running = this.#running.get(node) ?? new Map<string, string>();
    this.#running.set(node, running);
    const stopped = { node, stoppedUs: atUs, earliestUs: blindSinceUs ?? atUs };
    if (deleted || terminating || hasEnded(pod)) {
      if (running.delete(uid) && running.size === 0) this.#begin({ ...stopped, pod: name });
    } else if (ready) {
      // A new list may name the successor before the removal of its predecessor.
      const before = [...running].find(([other]) => other !== uid);
      if (blindSinceUs !== null && before !== undefined) {
        running.clear();
        this.#begin({ ...stopped, pod: before[1] });
      }
      running.set(uid, name);
      this.#end(node, name, atUs);
    }
  }

  /** Nothing is sent through a removed node, so it needs no proxy. */
  nodeGone(node: string, atUs: number): void {
    this.#running.delete(node);
    const gap = this.#open.get(node);
    if (gap === undefined) return;
    gap.nodeGoneUs = atUs;
    this.#open.delete(node);
  }

  #begin(stopped: Pick<ProxyGap, 'node' | 'pod' | 'stoppedUs' | 'earliestUs'>): void {
    const gap: OpenGap = { ...stopped, successor: null, replacedUs: null, nodeGoneUs: null };
    this.#gaps.push(gap);
    this.#open.set(gap.node, gap);
  }

  #end(node: string, successor: string, atUs: number): void {
    const gap = this.#open.get(node);
    if (gap === undefined) return;
    Object.assign(gap, { successor, replacedUs: atUs });
    this.#open.delete(node);
  }
}
