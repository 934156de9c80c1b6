import type { RecordOf } from '../journal/records.ts';

/** A pod that was a ready endpoint of a Service until that time. */
export interface RemovedEndpoint {
  readonly namespace: string;
  readonly service: string;
  readonly pod: string;
  /** When that was seen, and since when it may have been so: earlier where slices could not be seen until then. */
  readonly atUs: number;
  readonly earliestUs: number;
}

/** Notes when pods cease to be ready endpoints, over all slices of each Service that is watched. */
export class RemovedEndpointsFold {
  readonly #removed: RemovedEndpoint[] = [];
  readonly removed: readonly RemovedEndpoint[] = this.#removed;
  /** Ready pods by Service and slice. */
  readonly #ready = new Map<string, Map<string, ReadonlySet<string>>>();

  /** @param blindSinceUs since when slices could not be seen without a break until now; null when they can */
  slice(record: RecordOf<'endpoints'>, blindSinceUs: number | null): void {
    const { namespace, service, slice, change, endpoints, atUs } = record;
    const key = `${namespace}/${service}`;
    const slices = this.#ready.get(key) ?? new Map<string, ReadonlySet<string>>();
    this.#ready.set(key, slices);
    const before = slices.get(slice) ?? new Set();
    const named = change === 'deleted' ? [] : endpoints;
    slices.set(slice, new Set(named.flatMap(({ ready, pod }) => (ready && pod !== null ? [pod] : []))));
    for (const pod of before)
      if ([...slices.values()].every((pods) => !pods.has(pod)))
        this.#removed.push({ namespace, service, pod, atUs, earliestUs: blindSinceUs ?? atUs });
  }
}
