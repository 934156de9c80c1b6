import { mappingAt, type PlacedObject } from './placed-object.ts';
import type { RemainingObjects } from './remaining-objects.ts';

const annotation = 'helm.sh/hook';

/**
 * Leaves out every object with the annotation `helm.sh/hook`, because Helm creates those at their own time or not at
 * all: a pre-delete Job that ran as an ordinary one would clean up a new service. Helm 2's `crd-install` only says that
 * a definition is created first, which is the case here, so such a definition stays.
 */
export function leaveOutHooks(objects: readonly PlacedObject[]): RemainingObjects {
  const findHook = ({ object }: PlacedObject) => {
    const hook = mappingAt(object.metadata, 'annotations')[annotation];
    return typeof hook === 'string' && hook !== '' && hook !== 'crd-install' ? hook : null;
  };
  const warnings = objects.flatMap((placed) => {
    const hook = findHook(placed);
    if (hook === null) return [];
    const { kind, metadata } = placed.object;
    return [
      {
        ...placed.findPlace(['metadata', 'annotations', annotation]),
        ...{ file: placed.file, path: `metadata.annotations[${annotation}]`, code: 'helm-hook' },
        message: `${kind} ${metadata.name} is left out: it is a ${hook} hook of Helm. Without that annotation it is created with the others`,
      },
    ];
  });
  return { objects: objects.filter((placed) => findHook(placed) === null), warnings };
}
