import type { EndpointState, PodState, RecordOf } from '../journal/records.ts';
import { hasEnded } from './has-ended.ts';

/**
 * The life of a workload's pod as the API showed it, in microseconds since the run's start; null for what did
 * not happen.
 */
export interface PodLife {
  /** Its identity: a name may be reused, and exist in several namespaces. */
  readonly uid: string;
  readonly namespace: string;
  /** Its name. */
  readonly pod: string;
  readonly node: string | null;
  /** When the journal first shows it. */
  readonly seenUs: number;
  /** When its deletion was ordered, and its grace period began. */
  readonly terminatingUs: number | null;
  /** When its containers had ended, or its object was gone. */
  readonly stoppedUs: number | null;
  /** When it first was a ready endpoint. */
  readonly routedUs: number | null;
  /** From when on it was a ready endpoint in no slice; null while it is one, and if it never was. */
  readonly unroutedUs: number | null;
  /** Services of which it was a ready endpoint, as `namespace/service`. */
  readonly services: ReadonlySet<string>;
}

/** Whether the pod was a ready endpoint at a moment. */
export function isNamedReady({ routedUs, unroutedUs }: PodLife, atUs: number): boolean {
  return routedUs !== null && routedUs <= atUs && (unroutedUs === null || unroutedUs > atUs);
}

type Life = { -readonly [K in keyof Omit<PodLife, 'services'>]: PodLife[K] } & { services: Set<string> };

interface Identity {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Also remembers deleted pods. */
export class PodLives {
  /** In the order in which they were first seen. */
  readonly all: Life[] = [];
  readonly #byUid = new Map<string, Life>();
  readonly #routed = new Map<string, ReadonlySet<Life>>();

  pod(pod: PodState, deleted: boolean, atUs: number): void {
    const life = this.#of(pod, atUs);
    life.node ??= pod.node;
    if (pod.terminating || deleted) life.terminatingUs ??= atUs;
    if (deleted || hasEnded(pod)) life.stoppedUs ??= atUs;
  }

  slice({ namespace, service, slice, change, endpoints }: RecordOf<'endpoints'>, atUs: number): void {
    const named = change === 'deleted' ? [] : endpoints;
    const ready = new Set(named.flatMap((name) => this.#ofReady(name, namespace, atUs)));
    for (const life of ready) {
      life.routedUs ??= atUs;
      life.unroutedUs = null;
      life.services.add(`${namespace}/${service}`);
    }
    const key = `${namespace}/${slice}`;
    const before = this.#routed.get(key) ?? new Set();
    this.#routed.set(key, ready);
    for (const life of before)
      if ([...this.#routed.values()].every((name) => !name.has(life))) life.unroutedUs = atUs;
  }

  #ofReady({ pod, uid, ready }: EndpointState, namespace: string, atUs: number): Life[] {
    return ready && pod !== null && uid !== null ? [this.#of({ uid, namespace, name: pod }, atUs)] : [];
  }

  #of({ uid, namespace, name }: Identity, atUs: number): Life {
    const known = this.#byUid.get(uid);
    if (known !== undefined) return known;
    const life = newLife({ uid, namespace, name }, atUs);
    this.all.push(life);
    this.#byUid.set(uid, life);
    return life;
  }
}

function newLife({ uid, namespace, name }: Identity, atUs: number): Life {
  return {
    uid,
    namespace,
    pod: name,
    node: null,
    seenUs: atUs,
    terminatingUs: null,
    stoppedUs: null,
    routedUs: null,
    unroutedUs: null,
    services: new Set(),
  };
}
