import type { RecordOf } from '../journal/records.ts';

/** A pod that was a ready endpoint of a Service until that time. */
export interface RemovedEndpoint {
  readonly namespace: string;
  readonly service: string;
  readonly pod: string;
  readonly atUs: number;
}

/** Notes when pods cease to be ready endpoints, over all slices of each Service that is watched. */
export class RemovedEndpointsFold {
  readonly #removed: RemovedEndpoint[] = [];
  readonly removed: readonly RemovedEndpoint[] = this.#removed;
  /** Ready pods by Service and slice. */
  readonly #ready = new Map<string, Map<string, ReadonlySet<string>>>();

  slice({ namespace, service, slice, change, endpoints, atUs }: RecordOf<'endpoints'>): void {
    const key = `${namespace}/${service}`;
    const slices = this.#ready.get(key) ?? new Map<string, ReadonlySet<string>>();
    this.#ready.set(key, slices);
    const before = slices.get(slice) ?? new Set();
    const named = change === 'deleted' ? [] : endpoints;
    slices.set(slice, new Set(named.flatMap(({ ready, pod }) => (ready && pod !== null ? [pod] : []))));
    for (const pod of before)
      if ([...slices.values()].every((pods) => !pods.has(pod)))
        this.#removed.push({ namespace, service, pod, atUs });
  }
}
