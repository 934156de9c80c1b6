import { embedded } from '../../scenario/providers/embedded.ts';
import type { Provider } from '../cluster.ts';
import { checkEmbedded } from './check.ts';
import { checkObjects } from './check-objects.ts';
import { createCluster } from './create.ts';
import { webImage } from './images.ts';
import { findLeftovers } from './leftovers.ts';

/** A cluster of this project's own: the API that Kubernetes documents, pods as processes, no engine needed. */
export const provider: Provider = {
  traits: embedded,
  checkObjects,
  check: () => checkEmbedded(),
  // Images stand for commands: none is built, and a scenario that names archives is refused.
  prepareImages: async () => webImage,
  create: createCluster,
  leftovers: (_commands, runId) => findLeftovers(runId),
};
