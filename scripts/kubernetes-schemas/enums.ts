import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Allowed values of a field, by `io.k8s.api.core.v1.Container` and `imagePullPolicy`. */
export type Enums = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

interface GoPackage {
  readonly definitions: string;
  /** Import paths by the name that the package uses for them. */
  readonly imports: ReadonlyMap<string, string>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly structs: ReadonlyMap<string, readonly { readonly name: string; readonly type: string }[]>;
}

/**
 * The enumerations of the module k8s.io/api: types that are marked `+enum`. The published OpenAPI files lack
 * them, because they are only written if a feature gate of the API server is on.
 * @param module folder of the module
 */
export function extractEnums(module: string): Enums {
  const packages = new Map<string, GoPackage>();
  for (const group of foldersIn(module))
    for (const version of foldersIn(join(module, group))) {
      const file = join(module, group, version, 'types.go');
      if (existsSync(file))
        packages.set(
          `k8s.io/api/${group}/${version}`,
          readPackage(readFileSync(file, 'utf8'), group, version),
        );
    }
  const found = new Map<string, Map<string, readonly string[]>>();
  for (const { definitions, imports, enums, structs } of packages.values())
    for (const [struct, fields] of structs)
      for (const { name, type } of fields) {
        const [first = '', second] = type.split('.');
        const values =
          second === undefined ? enums.get(first) : packages.get(imports.get(first) ?? '')?.enums.get(second);
        if (values === undefined || values.length === 0) continue;
        const key = `${definitions}.${struct}`;
        found.set(key, (found.get(key) ?? new Map()).set(name, values));
      }
  return found;
}

const foldersIn = (path: string) =>
  readdirSync(path, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));

function readPackage(text: string, group: string, version: string): GoPackage {
  const imports = new Map(
    [...text.matchAll(/^\s+(\w+)?\s*"(k8s\.io\/[\w./-]+)"$/gm)].map(([, alias, path = '']) => [
      alias ?? path.split('/').at(-1) ?? '',
      path,
    ]),
  );
  const constants = [...text.matchAll(/^\s*(?:const\s+)?\w+\s+(\w+)\s*=\s*"([^"]*)"/gm)];
  const enums = new Map(
    [...text.matchAll(/((?:^\/\/.*\n)+)type (\w+) string$/gm)]
      .filter(([, comment = '']) => /^\/\/ \+enum$/m.test(comment))
      .map(([, , type = '']) => [
        type,
        constants.filter(([, of]) => of === type).map(([, , value = '']) => value),
      ]),
  );
  const structs = new Map(
    [...text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => [
      name,
      [...body.matchAll(/^\t\w+\s+(?:\[\])?\*?([\w.]+)\s+`json:"(\w+)/gm)].map(
        ([, type = '', field = '']) => ({
          name: field,
          type,
        }),
      ),
    ]),
  );
  return { definitions: `io.k8s.api.${group}.${version}`, imports, enums, structs };
}
