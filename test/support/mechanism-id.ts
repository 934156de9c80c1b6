/** Ids by the titles that summaries of version 1 carry. */
const ids: Readonly<Record<string, string>> = {
  rig: 'load-generator',
  'no ready pod left': 'no-ready-pod',
  'no DNS pod ready': 'no-dns-pod',
  'slow start of the replacement': 'slow-start',
  'node proxy absent while endpoints changed': 'proxy-absent',
  "node proxy stale after the API server's restart": 'stale-proxy',
  'preStop hook failed': 'hook-failed',
  'stream broken while a pod terminated': 'broken-stream',
  'connection through a node that left': 'node-left',
  "endpoint slices behind after the API server's restart": 'slices-behind',
  'kept-alive connection cut': 'connection-cut',
  'endpoint still routed after the pod stopped': 'stale-endpoint',
  'node proxies being replaced': 'proxies-restarting',
  'API server away while its own node was upgraded': 'api-server-restart',
  'every API server away at once': 'all-api-servers-away',
  'the API server itself was away': 'api-server-away',
  unknown: 'unknown',
};

/** The id of a mechanism that a summary names by its title. */
export function mechanismId(title: string): string {
  const id = ids[title];
  if (id === undefined) throw new Error(`no id is known of the mechanism "${title}"`);
  return id;
}
