import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../harness');

/** A room may import those of lower levels; those of its own level only where `pureOrder` says so. */
const levels: Readonly<Record<string, number>> = {
  cli: 8,
  rehearsal: 7,
  clusters: 6,
  upgrade: 6,
  workload: 6,
  load: 6,
  observe: 6,
  preflight: 6,
  report: 5,
  judge: 5,
  kube: 5,
  command: 5,
  timeline: 4,
  plan: 4,
  journal: 3,
  scenario: 2,
  errors: 1,
  format: 1,
};
/** Each may import the ones before it. */
const pureOrder = ['plan', 'timeline', 'judge', 'report'];
/** The contract between providers and those that use them: its types may be known anywhere beside it. */
const contract = 'clusters/cluster.ts';

/** The one builtin that only computes. */
const hashing = 'node:crypto';

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .toSorted();
const texts = new Map(files.map((file) => [file, code(readFileSync(join(root, file), 'utf8'))]));
const imports = files.flatMap(importsOf);

/** Without comments: what they mention is not done. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

function importsOf(from: string): Import[] {
  const statements = (texts.get(from) ?? '').matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?([^'";]*?from\s*)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g,
  );
  return [...statements].map(([, type, , named, lazy]) => {
    const to = named ?? lazy ?? '';
    return {
      from,
      to: to.startsWith('.') ? relative(root, join(root, from, '..', to)) : to,
      typeOnly: type !== undefined,
    };
  });
}

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] as string) : file.replace(/\.ts$/, '');
}

const isInner = ({ to }: Import) => to.endsWith('.ts') && !to.startsWith('..');

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [own, other] = [roomOf(from), roomOf(to)];
  if (own === other) return true;
  if (to === contract && typeOnly && (levels[own] ?? 0) >= (levels.clusters ?? 0)) return true;
  const [ownPure, otherPure] = [pureOrder.indexOf(own), pureOrder.indexOf(other)];
  if (ownPure >= 0) return otherPure >= 0 ? otherPure < ownPure : (levels[other] ?? 9) <= 3;
  return (levels[other] ?? 9) < (levels[own] ?? 0);
}

const say = ({ from, to, typeOnly }: Import) => `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;

describe('the house', () => {
  it('has no room that this test does not know', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in levels))).toEqual([]);
  });

  it('is imported in one direction only', () => {
    expect(imports.filter((one) => isInner(one) && !isAllowed(one)).map(say)).toEqual([]);
  });

  it('imports nothing outside itself by path', () => {
    expect(imports.filter((one) => one.to.startsWith('..')).map(say)).toEqual([]);
  });

  it('keeps its pure rooms free of input and output, also through what they import', () => {
    const reached = new Set(files.filter((file) => pureOrder.includes(roomOf(file))));
    // A set grows while it is walked: what is reached is looked through as well.
    for (const file of reached)
      for (const one of imports) if (one.from === file && isInner(one) && !one.typeOnly) reached.add(one.to);
    const impure = imports.filter(
      (one) => reached.has(one.from) && one.to.startsWith('node:') && one.to !== hashing,
    );
    const clocks = [...reached].filter((file) =>
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bperformance\.now\b|\bprocess\.|\bsetTimeout\b|\bfetch\(/.test(
        texts.get(file) ?? '',
      ),
    );
    expect([...impure.map(say), ...clocks]).toEqual([]);
  });

  it('leaves the process to the context of the command line', () => {
    const harmless = ['pid', 'platform'];
    const allowed = [
      { place: 'journal/clock.ts', members: ['hrtime'] },
      { place: 'command/', members: ['kill'] },
      // Processes of their own: they have a parent and no command line.
      {
        place: 'clusters/embedded/process/',
        members: ['env', 'on', 'once', 'send', 'connected', 'exit', 'execPath', 'title'],
      },
    ];
    const found = [...texts].flatMap(([file, text]) => {
      if (file === 'cli/context.ts') return [];
      const members = allowed.filter(({ place }) => file.startsWith(place)).flatMap((one) => one.members);
      const used = [...text.matchAll(/(?<![.\w'])process\.(\w+)/g)].map((match) => match[1] as string);
      return used
        .filter((one) => ![...harmless, ...members].includes(one))
        .map((one) => `${file} uses process.${one}`);
    });
    expect(found).toEqual([]);
  });
});
