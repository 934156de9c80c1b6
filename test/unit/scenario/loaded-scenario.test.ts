import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { type LoadedScenario, loadScenario } from '../../../harness/scenario/load-scenario.ts';
import type { Scenario } from '../../../harness/scenario/scenario.ts';

/** Paths of members that are optional, and of those that are either a text or a mapping. */
type Ambiguous<T, Path extends string = ''> =
  | ([Extract<T, string>] extends [never] ? never : [Extract<T, object>] extends [never] ? never : Path)
  | (T extends readonly (infer Item)[]
      ? Ambiguous<Item, `${Path}[]`>
      : T extends object
        ? { [Key in keyof T & string]-?: AmbiguousMember<T, Key, `${Path}.${Key}`> }[keyof T & string]
        : never);
type AmbiguousMember<T, Key extends keyof T, Path extends string> =
  | (Record<never, never> extends Pick<T, Key> ? (string extends Key ? never : Path) : never)
  | Ambiguous<Exclude<T[Key], undefined>, Path>;

const file = () => join(folder, 'scenario.yaml');
let folder: string;
let loaded: LoadedScenario;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loaded-'));
  writeFileSync(
    file(),
    `
apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: shop }
cluster: { provider: kind, from: 1.33.13, to: 1.34.4 }
workload: { manifests: [shop.yaml] }
load:
  arrival: { replay: arrivals.txt }
  lanes: [fresh, { name: h2, protocol: h2 }]
  targets: [{ name: shop, service: { name: shop, port: 80 } }]
`,
  );
  writeFileSync(
    join(folder, 'shop.yaml'),
    'apiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { selector: { app: shop }, ports: [{ port: 80 }] }\n',
  );
  writeFileSync(join(folder, 'arrivals.txt'), '0\n0.01\n0.02\n');
  loaded = await loadScenario(file(), { sets: ['load.timeout=3s'] });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a loaded scenario', () => {
  it('is resolved: no member is optional, and none is a text in one scenario and a mapping in another', () => {
    expectTypeOf<Ambiguous<Scenario>>().toBeNever();
    expectTypeOf<Ambiguous<{ a?: 1; b: (string | { c: 1 })[]; d: { e?: 2 | null } }>>().toEqualTypeOf<
      '.a' | '.b[]' | '.d.e'
    >();
    expect(loaded.scenario.load.lanes).toEqual([
      { name: 'fresh', kind: 'fresh', protocol: 'http1', tls: false, count: null },
      { name: 'h2', kind: 'reused', protocol: 'h2', tls: false, count: null },
    ]);
  });

  it('is immutable, including everything in it', () => {
    const { scenario, objects } = loaded;
    const changes: readonly (() => unknown)[] = [
      () => Object.assign(loaded, { sets: [] }),
      () => (scenario.load.lanes as unknown[]).push('fresh'),
      () => Object.assign(scenario.load, { ratePerS: 1 }),
      () => Object.assign(objects[0]?.object.metadata ?? {}, { name: 'other' }),
    ];
    for (const change of changes) expect(change).toThrow(TypeError);
  });

  it('with other overrides is a new one of the same files, and remains unchanged', () => {
    const text = JSON.stringify(loaded.scenario);
    for (const name of ['shop.yaml', 'arrivals.txt', 'scenario.yaml']) writeFileSync(join(folder, name), '?');
    const other = loaded.withOverrides(['load.timeout=4s', 'load.baseline=70s']);
    expect(other.scenario.load).toMatchObject({
      timeoutMs: 4_000,
      baselineMs: 70_000,
      arrival: { offsetsUs: [0, 10_000, 20_000] },
    });
    expect(other.objects).toEqual(loaded.objects.map(({ object }) => expect.objectContaining({ object })));
    expect([loaded.sets, JSON.stringify(loaded.scenario)]).toEqual([['load.timeout=3s'], text]);
    expect(JSON.stringify(other.withOverrides(loaded.sets).scenario)).toBe(text);
  });
});
