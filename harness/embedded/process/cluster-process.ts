import { startCluster } from './cluster/start-cluster.ts';
import type { ClusterRequests, ClusterSettings } from './messages.ts';
import { serveParent } from './serve.ts';

/** The store, the API servers and the controllers of one cluster, and the parent of its machines. */
serveParent<ClusterSettings, ClusterRequests>(async (settings, gone) => {
  let kept = false;
  const cluster = await startCluster(settings, gone);
  return {
    ready: cluster.ready,
    handlers: {
      ...cluster.handlers,
      async keep() {
        kept = true;
      },
    },
    end: async () => await cluster[Symbol.asyncDispose](),
    outlives: () => kept,
  };
});
