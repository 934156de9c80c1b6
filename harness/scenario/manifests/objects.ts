import type { Issue } from '../../errors.ts';
import { readYaml, type YamlText } from '../kubectl-yaml/read.ts';
import type { Path } from '../walk.ts';
import { isMapping, type ManifestObject, mappingAt, type PlacedObject } from './placed-object.ts';

/** The objects of one file, before anything is left out, and their problems as YAML or as objects. */
export interface ReadObjects {
  readonly objects: readonly PlacedObject[];
  readonly issues: readonly Issue[];
}

/**
 * Reads YAML or JSON of several documents. The items of a list, as `kubectl get -o yaml` prints one, become
 * separate objects.
 */
export function readObjects(text: string, file: string): ReadObjects {
  const yaml = readYaml(text);
  const objects: PlacedObject[] = [];
  const issues: Issue[] = yaml.problems.map(issueAt);

  function issueAt({ offset, message }: { readonly offset: number; readonly message: string }): Issue {
    return { ...yaml.position(offset), file, path: '', message };
  }

  function add(
    data: unknown,
    offset: number,
    ofList: { readonly apiVersion?: unknown; readonly kind?: string },
  ): void {
    const refuse = (message: string, at = offset) => issues.push(issueAt({ offset: at, message }));
    if (!isMapping(data)) {
      refuse('expected a Kubernetes object: a mapping with `apiVersion`, `kind` and `metadata`');
      return;
    }
    const items = listItems(data);
    if (items !== null) {
      // A typed list's items may omit kind and apiVersion, as in the API's own responses.
      const kind = data.kind === 'List' ? undefined : String(data.kind).slice(0, -'List'.length);
      const inherited = kind === undefined ? {} : { apiVersion: data.apiVersion, kind };
      for (const [index, item] of items.entries())
        add(item, yaml.places.get(items)?.get(index)?.value ?? offset, inherited);
      return;
    }
    const object = ofList.kind !== undefined && !data.kind ? withHead(data, ofList, yaml) : data;
    const findPlace = placesIn(object, offset, yaml);
    const wrong = wordMistakes(object);
    for (const { path, message } of wrong)
      issues.push({ ...findPlace(path, 'value'), file, path: path.join('.'), message });
    if (wrong.length > 0) return;
    objects.push({ object: object as ManifestObject, file, ...yaml.position(offset), findPlace });
  }

  for (const { data, offset, problems } of yaml.documents) {
    issues.push(...problems.map(issueAt));
    if (data !== null || problems.length === 0) add(data, offset, {});
  }
  return { objects, issues };
}

/** Null for anything but a list. */
function listItems({ kind, items }: Readonly<Record<string, unknown>>): readonly unknown[] | null {
  if (!String(kind).endsWith('List') || items === undefined) return null;
  if (items === null) return [];
  return Array.isArray(items) ? items : null;
}

function withHead(
  data: Readonly<Record<string, unknown>>,
  head: { readonly apiVersion?: unknown; readonly kind?: string },
  yaml: YamlText,
): Readonly<Record<string, unknown>> {
  const object = { ...data, ...head };
  yaml.places.set(object, yaml.places.get(data) ?? new Map());
  return object;
}

function placesIn(root: object, offset: number, yaml: YamlText): PlacedObject['findPlace'] {
  return (path, of = 'key') => {
    let found = offset;
    let container: unknown = root;
    for (const key of path) {
      const member = isContainer(container) ? yaml.places.get(container)?.get(key) : undefined;
      if (member === undefined) break;
      found = member[of];
      container = (container as Record<string | number, unknown>)[key];
    }
    return yaml.position(found);
  };
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Fields that every object needs before other checks are possible. */
function wordMistakes(
  object: Readonly<Record<string, unknown>>,
): { readonly path: Path; readonly message: string }[] {
  const metadata = mappingAt(object, 'metadata');
  const words = [
    { path: ['apiVersion'], value: object.apiVersion },
    { path: ['kind'], value: object.kind },
    { path: ['metadata', 'name'], value: metadata.name },
  ];
  const mistakes = words.flatMap(({ path, value }) => {
    if (typeof value === 'string' && value !== '') return [];
    const what = `\`${path.join('.')}\``;
    if (value === undefined || value === null || value === '')
      return path.length > 1 && typeof metadata.generateName === 'string'
        ? [
            {
              path,
              message: `${what} is missing: a name from \`generateName\` would be another one in each run`,
            },
          ]
        : [{ path, message: `${what} is missing` }];
    return [
      {
        path,
        message: `${what}: expected text, found ${JSON.stringify(value).slice(0, 40)}: put it in quotes`,
      },
    ];
  });
  const { namespace } = metadata;
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string')
    mistakes.push({
      path: ['metadata', 'namespace'],
      message: `\`metadata.namespace\`: expected text, found ${JSON.stringify(namespace).slice(0, 40)}: put it in quotes`,
    });
  return mistakes;
}
