import type { ManifestObject, PlacedObject } from '../../../../harness/scenario/manifests.ts';

/** Objects as if each began its own hundred of lines of `shop.yaml`. */
export const placed = (objects: readonly ManifestObject[]): readonly PlacedObject[] =>
  objects.map((object, index) => ({ object, file: 'shop.yaml', line: 1 + 100 * index, column: 1 }));
