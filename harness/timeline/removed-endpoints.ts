import type { EndpointState, RecordOf } from '../journal/records.ts';

/** A pod that was a ready endpoint of a Service until that time. */
export interface RemovedEndpoint {
  readonly namespace: string;
  readonly service: string;
  readonly pod: string;
  /**
   * When that was seen, and the earliest time at which it may have happened: earlier if slices could not be
   * seen until then.
   */
  readonly atUs: number;
  readonly earliestUs: number;
}

/** Names of ready pods by uid. */
type ReadyPods = ReadonlyMap<string, string>;

/** Records when pods stop being ready endpoints, over all slices of each watched Service. */
export class RemovedEndpointsFold {
  readonly #removed: RemovedEndpoint[] = [];
  readonly removed: readonly RemovedEndpoint[] = this.#removed;
  /** By Service and slice. */
  readonly #ready = new Map<string, Map<string, ReadyPods>>();

  /** @param blindSinceUs since when slices could not be seen without interruption until now; null if they can */
  slice(record: RecordOf<'endpoints'>, blindSinceUs: number | null): void {
    const { namespace, service, slice, change, endpoints, atUs } = record;
    const key = `${namespace}/${service}`;
    const slices = this.#ready.get(key) ?? new Map<string, ReadyPods>();
    this.#ready.set(key, slices);
    const before = slices.get(slice) ?? new Map<string, string>();
    slices.set(slice, readyPods(change === 'deleted' ? [] : endpoints));
    for (const [uid, pod] of before)
      if ([...slices.values()].every((pods) => !pods.has(uid)))
        this.#removed.push({ namespace, service, pod, atUs, earliestUs: blindSinceUs ?? atUs });
  }
}

function readyPods(endpoints: readonly EndpointState[]): ReadyPods {
  return new Map(
    endpoints.flatMap(({ ready, pod, uid }) =>
      ready && pod !== null && uid !== null ? [[uid, pod] as const] : [],
    ),
  );
}
