import type { CheckObjects } from '../../scenario/manifests/checked-objects.ts';
import { affinityWarnings } from '../service-setting.ts';

/** Warns of settings that the API server accepts and this replica cannot show. */
export const checkObjects: CheckObjects = (objects, { load }) => ({
  objects,
  issues: [],
  warnings: affinityWarnings(objects, load, 'a clone made by kops'),
});
