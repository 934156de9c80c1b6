/** One endpoint of a Service's port, from its EndpointSlice. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** The pod's node. */
  readonly node: string | null;
  readonly ready: boolean;
  /** As `ready`, but also true while the pod terminates. */
  readonly serving: boolean;
  readonly terminating: boolean;
}

/**
 * Where a node proxy sends new connections (KEP-1669): to ready endpoints, or if there are none to those that
 * terminate and still serve.
 * @param onNode only endpoints on that node count, as with `externalTrafficPolicy: Local`; null: all
 */
export function usableEndpoints(endpoints: readonly Endpoint[], onNode: string | null): readonly Endpoint[] {
  const reachable = onNode === null ? endpoints : endpoints.filter(({ node }) => node === onNode);
  const ready = reachable.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : reachable.filter((endpoint) => endpoint.serving && endpoint.terminating);
}
