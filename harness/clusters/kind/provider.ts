import type { Provider } from '../cluster.ts';
import { loadArchives } from './archives.ts';
import { checkKind } from './check.ts';
import { checkObjects } from './check-objects.ts';
import { createCluster } from './create.ts';
import { leftoversOf } from './leftovers.ts';

/** Kubernetes in Docker: the real components of both versions in containers of this machine. */
export const kind: Provider = {
  webImage: null,
  checkObjects,
  check: checkKind,
  loadArchives,
  create: createCluster,
  leftovers: leftoversOf,
};
