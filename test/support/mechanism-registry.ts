import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Mechanism } from '../../harness/judge/causes/mechanisms/mechanism.ts';
import { mechanisms } from '../../harness/judge/causes/mechanisms/registry.ts';

const folder = join(import.meta.dirname, '../../harness/judge/causes/mechanisms');
/** Files of the folder that are not mechanisms. */
const others: ReadonlySet<string> = new Set(['mechanism.ts', 'registry.ts']);

/** Adds a mechanism to the registry, tried before all others, until the scope ends. */
export function registerMechanism(mechanism: Mechanism): Disposable {
  const registry = mechanisms as Mechanism[];
  registry.unshift(mechanism);
  return { [Symbol.dispose]: () => void registry.splice(registry.indexOf(mechanism), 1) };
}

/** The mechanism of each file of the folder; undefined if a file exports none of its name. */
export async function loadMechanismFiles(): Promise<ReadonlyMap<string, Mechanism | undefined>> {
  const files = readdirSync(folder).filter((file) => !others.has(file));
  const loaded = files.map(async (file) => {
    const exported: readonly unknown[] = Object.values(await import(join(folder, file)));
    return [file, exported.find((one) => isMechanism(one) && one.id === basename(file, '.ts'))] as const;
  });
  return new Map((await Promise.all(loaded)) as [string, Mechanism | undefined][]);
}

const isMechanism = (value: unknown): value is Mechanism =>
  typeof value === 'object' && value !== null && 'id' in value && 'find' in value;

/** The missing parts of a mechanism, as text. */
export function findMechanismFaults({ id, title, find, recommend, docs }: Partial<Mechanism>): string[] {
  const name = id ?? 'a mechanism';
  const fault = (isFaulty: boolean, what: string) => (isFaulty ? [`${name}: ${what}`] : []);
  const found = Object.keys(find ?? {});
  const recommended = Object.keys(recommend ?? {});
  return [
    ...fault(id === undefined || !/^[a-z]+(-[a-z]+)*$/.test(id), 'its id is not in kebab case'),
    ...fault(!title?.trim(), 'it has no title'),
    ...fault(found.length === 0, 'it looks for nothing'),
    ...fault(recommend === undefined, 'it neither recommends anything nor says null'),
    ...fault(recommend !== null && recommended.length === 0, 'it recommends nothing: say null'),
    ...fault(
      !recommended.every((kind) => found.includes(kind)),
      'it recommends against what it does not find',
    ),
    ...fault(
      !docs?.when.trim() || !docs.recommendation.trim(),
      'its row of docs/judging-reference.md is missing',
    ),
    ...[docs?.when, docs?.recommendation].flatMap((text) =>
      fault((text ?? '').split(/\s+/).length > 40, 'a cell of its row has more than 40 words'),
    ),
  ];
}

const header = '| Mechanism | Title | When | Recommended |';

/**
 * Differences between these mechanisms and the table of docs/judging-reference.md: wrong, missing and
 * superfluous rows, and their order.
 */
export function findDocsFaults(
  documented: readonly Pick<Mechanism, 'id' | 'title' | 'docs'>[],
  page: string,
): string[] {
  const table = page.slice(page.indexOf(header)).split('\n\n')[0] as string;
  const rows = page.includes(header) ? table.trim().split('\n').slice(2) : [];
  const wanted = documented.map(
    ({ id, title, docs }) => `| \`${id}\` | ${title} | ${docs.when} | ${docs.recommendation} |`,
  );
  const missing = wanted.filter((row) => !rows.includes(row)).map((row) => `missing: ${row}`);
  const superfluous = rows.filter((row) => !wanted.includes(row)).map((row) => `superfluous: ${row}`);
  const isOrdered = JSON.stringify(rows) === JSON.stringify(wanted);
  const order = missing.length + superfluous.length > 0 || isOrdered ? [] : ['the rows are in another order'];
  return [...missing, ...superfluous, ...order];
}
