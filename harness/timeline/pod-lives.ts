import type { PodState, RecordOf } from '../journal/records.ts';

/** What the API showed of a workload's pod, in microseconds since the run's start; null where it did not come to that. */
export interface PodLife {
  readonly pod: string;
  readonly node: string | null;
  /** Its deletion was ordered, and its grace period began. */
  readonly terminatingUs: number | null;
  /** Its containers had ended, or its object was gone. */
  readonly stoppedUs: number | null;
  /** When a slice first named it ready. */
  readonly routedUs: number | null;
  /** From when on no slice named it ready; null while one does, and where none ever did. */
  readonly unroutedUs: number | null;
  /** Those whose slices have named it ready, as `namespace/service`. */
  readonly services: ReadonlySet<string>;
}

/** Whether a slice named the pod ready at a moment. */
export function isNamedReady({ routedUs, unroutedUs }: PodLife, atUs: number): boolean {
  return routedUs !== null && routedUs <= atUs && (unroutedUs === null || unroutedUs > atUs);
}

type Life = { -readonly [K in keyof Omit<PodLife, 'services'>]: PodLife[K] } & { services: Set<string> };

/** Remembers pods that have gone, too. */
export class PodLives {
  /** By name. */
  readonly all = new Map<string, Life>();
  readonly #routed = new Map<string, ReadonlySet<string>>();

  pod({ name, node, terminating, phase }: PodState, deleted: boolean, atUs: number): void {
    const life = this.#of(name);
    life.node ??= node;
    if (terminating || deleted) life.terminatingUs ??= atUs;
    if (deleted || phase === 'Succeeded' || phase === 'Failed') life.stoppedUs ??= atUs;
  }

  slice({ namespace, service, slice, change, endpoints }: RecordOf<'endpoints'>, atUs: number): void {
    const named = change === 'deleted' ? [] : endpoints;
    const ready = named.flatMap((one) => (one.ready && one.pod !== null ? [one.pod] : []));
    for (const pod of ready) {
      const life = this.#of(pod);
      life.routedUs ??= atUs;
      life.unroutedUs = null;
      life.services.add(`${namespace}/${service}`);
    }
    const key = `${namespace}/${slice}`;
    const before = this.#routed.get(key) ?? new Set();
    this.#routed.set(key, new Set(ready));
    for (const pod of before)
      if ([...this.#routed.values()].every((one) => !one.has(pod))) this.#of(pod).unroutedUs = atUs;
  }

  #of(pod: string): Life {
    const known = this.all.get(pod);
    if (known !== undefined) return known;
    const life: Life = {
      pod,
      node: null,
      terminatingUs: null,
      stoppedUs: null,
      routedUs: null,
      unroutedUs: null,
      services: new Set(),
    };
    this.all.set(pod, life);
    return life;
  }
}
