import { kind } from '../../scenario/providers/kind.ts';
import type { Provider } from '../cluster.ts';
import { prepareImages } from '../docker/images.ts';
import { checkKind } from './check.ts';
import { checkObjects } from './check-objects.ts';
import { createCluster } from './create.ts';
import { findLeftovers } from './leftovers.ts';

/** Kubernetes in Docker: the real components of both versions in containers of this machine. */
export const provider: Provider = {
  traits: kind,
  checkObjects,
  check: checkKind,
  prepareImages,
  create: createCluster,
  leftovers: findLeftovers,
};
