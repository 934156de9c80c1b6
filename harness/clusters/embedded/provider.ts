import { embedded } from '../../scenario/providers/embedded.ts';
import type { Provider } from '../cluster.ts';
import { checkEmbedded } from './check.ts';
import { checkObjects } from './check-objects.ts';
import { createCluster } from './create.ts';
import { webImage } from './images.ts';
import { findLeftovers } from './leftovers.ts';

/** A cluster implemented by this project: the API that Kubernetes documents, pods as processes, no engine needed. */
export const provider: Provider = {
  traits: embedded,
  checkObjects,
  check: () => checkEmbedded(),
  // Images stand for commands: none is built, and a scenario with archives is refused.
  prepareImages: async () => webImage,
  create: createCluster,
  leftovers: (_commands, runId) => findLeftovers(runId),
};
