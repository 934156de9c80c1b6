import type { ManifestObject, PlacedObject } from '../../../harness/scenario/manifests.ts';

/** Objects as if each began at its own multiple of a hundred lines of `shop.yaml`. */
export const placed = (objects: readonly ManifestObject[]): readonly PlacedObject[] =>
  objects.map((object, index) => {
    const place = { line: 1 + 100 * index, column: 1 };
    return { object, file: 'shop.yaml', ...place, findPlace: () => place };
  });
