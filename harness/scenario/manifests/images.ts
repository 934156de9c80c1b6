import type { Warning } from '../warnings.ts';
import type { PlacedObject } from './placed-object.ts';
import { listContainers, type PlacedContainer } from './pod-templates.ts';

/**
 * Images that the nodes will pull, or can't have: once each, at its first occurrence. On a machine without a
 * registry their pods never start, which becomes visible only in the wait for the steady state.
 * @param loaded `workload.images`: on every node before the manifests are applied
 */
export function imageWarnings(
  objects: readonly PlacedObject[],
  loaded: readonly string[],
): readonly Warning[] {
  const there = new Set(loaded.map(fullName));
  const seen = new Set<string>();
  return objects.flatMap((placed) =>
    listContainers(placed).flatMap(({ container, path }) => {
      const { image } = container;
      if (typeof image !== 'string' || seen.has(image)) return [];
      const message = whyNotLoaded(image, container, there.has(fullName(image)));
      if (message === null) return [];
      seen.add(image);
      const { file } = placed;
      return [
        { ...{ file, path: '', ...placed.findPlace([...path, 'image']) }, code: 'image-pulled', message },
      ];
    }),
  );
}

function whyNotLoaded(
  image: string,
  container: PlacedContainer['container'],
  isLoaded: boolean,
): string | null {
  const policy = resolvePullPolicy(image, container.imagePullPolicy);
  if (policy === 'Never')
    return isLoaded
      ? null
      : `\`${image}\` is not in \`workload.images\`, and imagePullPolicy Never keeps nodes from pulling it: its pods can't start`;
  if (policy !== 'Always')
    return isLoaded
      ? null
      : `\`${image}\` is not in \`workload.images\`: nodes pull it from its registry, and where they can't, its pods don't start`;
  const cause =
    container.imagePullPolicy === undefined
      ? 'it has no tag but `latest`, so nodes'
      : 'imagePullPolicy Always makes nodes';
  return `\`${image}\`: ${cause} pull it even where \`workload.images\` has loaded it, and where they can't, its pods don't start: set \`imagePullPolicy: IfNotPresent\``;
}

/** The API server's default. */
function resolvePullPolicy(image: string, written: unknown): unknown {
  if (written !== undefined && written !== null && written !== '') return written;
  return fullName(image).endsWith(':latest') ? 'Always' : 'IfNotPresent';
}

/** With registry, folder and tag, which short names omit. */
function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasRegistry ? image : `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
  return /@|:[^/]*$/.test(path) ? path : `${path}:latest`;
}
