/** One endpoint of a Service's port, as its EndpointSlices tell it. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** The node that its pod is on. */
  readonly node: string | null;
  readonly ready: boolean;
  /** As `ready`, but also while the pod is being ended. */
  readonly serving: boolean;
  readonly terminating: boolean;
}

/**
 * Where a node proxy sends new connections (KEP-1669): to the ready endpoints; only where there is none, to those that
 * still serve while their pods are being ended.
 * @param onNode only endpoints on that node count, as with `externalTrafficPolicy: Local`; null: all
 */
export function usableEndpoints(endpoints: readonly Endpoint[], onNode: string | null): readonly Endpoint[] {
  const reachable = onNode === null ? endpoints : endpoints.filter(({ node }) => node === onNode);
  const ready = reachable.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : reachable.filter((endpoint) => endpoint.serving && endpoint.terminating);
}
