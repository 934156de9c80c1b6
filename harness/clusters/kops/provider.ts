import { kops } from '../../scenario/providers/kops.ts';
import type { Provider } from '../cluster.ts';
import { prepareImages } from '../docker/images.ts';
import { checkKops } from './check.ts';
import { checkObjects } from './check-objects.ts';
import { createCluster } from './create.ts';
import { findLeftovers } from './leftovers.ts';
import { listMachines } from './machines.ts';

/** A clone of a cluster that kops made, made and rolled by kops itself. */
export const provider: Provider = {
  traits: kops,
  checkObjects,
  check: checkKops,
  prepareImages,
  listMachines,
  create: createCluster,
  leftovers: findLeftovers,
};
