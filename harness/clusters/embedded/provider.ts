import type { Provider } from '../cluster.ts';
import { webImage } from './builtin-images.ts';
import { checkEmbedded } from './check.ts';
import { checkObjects } from './check-objects.ts';
import { createCluster } from './create.ts';
import { leftoversOf } from './leftovers.ts';

/** A cluster of this project's own: the API that Kubernetes documents, pods as processes, no engine needed. */
export const embedded: Provider = {
  webImage,
  checkObjects,
  check: () => checkEmbedded(),
  // There are no archives: a scenario that names some is refused.
  loadArchives: async () => {},
  create: createCluster,
  leftovers: (_commands, runId) => leftoversOf(runId),
};
