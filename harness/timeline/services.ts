import { hold } from './hold.ts';
import type { EmptyService, HeldState, RecordOf, SliceState } from './model.ts';
import { Spans } from './readiness.ts';

/** Folds EndpointSlices, and when a Service with load had no ready endpoint. */
export class ServicesFold {
  readonly #slices = new Map<string, HeldState<SliceState>>();
  readonly #empty = new Spans<EmptyService>();
  #targets: RecordOf<'workload'>['targets'] = [];
  readonly slices: ReadonlyMap<string, HeldState<SliceState>> = this.#slices;
  readonly empty: readonly EmptyService[] = this.#empty.all;

  workload({ targets }: RecordOf<'workload'>): void {
    this.#targets = targets;
  }

  slice(record: RecordOf<'endpoints'>): void {
    const { namespace, service, endpoints, atUs } = record;
    hold(this.#slices, `${namespace}/${record.slice}`, { namespace, service, endpoints }, record);
    if (!this.isLoaded(record)) return;
    const key = `${namespace}/${service}`;
    if (this.#hasReadyEndpoint(namespace, service)) this.#empty.end(key, atUs);
    else this.#empty.begin(key, { namespace, service, fromUs: atUs, toUs: null });
  }

  /** Whether a target's load is sent to that Service. */
  isLoaded({ namespace, service }: { readonly namespace: string; readonly service: string }): boolean {
    return this.#targets.some((target) => target.namespace === namespace && target.service === service);
  }

  /** Whether a target's load is sent to a Service of that namespace. */
  isLoadedNamespace(namespace: string): boolean {
    return this.#targets.some((target) => target.namespace === namespace);
  }

  #hasReadyEndpoint(namespace: string, service: string): boolean {
    return [...this.#slices.values()].some(
      ({ state }) =>
        state.service === service &&
        state.namespace === namespace &&
        state.endpoints.some((endpoint) => endpoint.ready),
    );
  }
}
