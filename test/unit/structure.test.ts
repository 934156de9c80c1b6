import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../harness');

/** A room may import those of lower levels, and those of its own level only as `pureOrder` permits. */
const levels: Readonly<Record<string, number>> = {
  cli: 9,
  rehearsal: 8,
  // Measuring code imports neither the judge nor the report: they read the run directory that it writes.
  report: 7,
  judge: 7,
  clusters: 7,
  upgrade: 7,
  workload: 7,
  load: 7,
  observe: 7,
  preflight: 7,
  embedded: 6,
  kube: 5,
  command: 5,
  timeline: 4,
  plan: 4,
  journal: 3,
  scenario: 2,
  async: 1,
  errors: 1,
  format: 1,
  reasons: 2,
};
/** Each may import the ones before it. */
const pureOrder = ['plan', 'timeline', 'judge', 'report'];
/**
 * Folders of a room and some of its own files: each may import the ones before it. The room's other files may
 * import all.
 */
const folderOrder: Readonly<Record<string, readonly string[]>> = {
  load: ['request', 'lanes', 'http1', 'http2', 'open', 'streams', 'host', 'threads', 'autocannon'],
  judge: [
    ...['answer', 'statistics', 'periods.ts', 'overlaps.ts', 'lanes', 'harm', 'words.ts'],
    ...['step-at.ts', 'can-recommend.ts', 'probes', 'load-host', 'ending.ts'],
    ...['causes', 'latency', 'criteria', 'checks', 'summaries'],
  ],
};
/** Inputs of every folder of the judge: all of them may import its types. */
const evidence = 'judge/evidence.ts';
/** The contract between providers and their users: rooms on its level may import its types. */
const contract: readonly string[] = ['clusters/cluster.ts', 'clusters/front-door.ts'];
/** The only room that may import the embedded Kubernetes: its provider. */
const embeddedProvider = 'clusters/embedded/';
/** What providers may share: their other folders import nothing of each other. */
const sharedByProviders = 'docker';
/**
 * Components of the embedded Kubernetes: as in a real one, they share the API and its objects, and no code.
 */
const components = ['api', 'controllers', 'kubelet', 'network'];
/** Folders of the embedded Kubernetes that may import components: the programs that run them. */
const composition = 'process';

/** The only built-in module that only computes. */
const hashing = 'node:crypto';

/** What modules keep for the whole process: made of what never changes, and only when it is first asked for. */
const keptByModules: Readonly<Record<string, string>> = {
  'embedded/api/openapi.ts': 'documents for `kubectl explain`, of the schemas in the code',
  'scenario/kubernetes/schemas.ts': 'a file of this package',
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .toSorted();
const texts = new Map(files.map((file) => [file, code(readFileSync(join(root, file), 'utf8'))]));
const imports = files.flatMap(findImports);

/** Without comments: a mention there is no use. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

function findImports(from: string): Import[] {
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

function findRoom(file: string): string {
  return file.includes('/') ? (file.split('/')[0] as string) : file.replace(/\.ts$/, '');
}

const isInner = ({ to }: Import) => to.endsWith('.ts') && !to.startsWith('..');

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [own, other] = [findRoom(from), findRoom(to)];
  if (own === other) return true;
  const [ownPure, otherPure] = [pureOrder.indexOf(own), pureOrder.indexOf(other)];
  if (ownPure >= 0) return otherPure >= 0 ? otherPure < ownPure : (levels[other] ?? 9) <= 3;
  if (other === 'embedded') return from.startsWith(embeddedProvider);
  if (contract.includes(to) && typeOnly && (levels[own] ?? 0) >= (levels.clusters ?? 0)) return true;
  return (levels[other] ?? 9) < (levels[own] ?? 0);
}

/** The folder of a file within its room; empty for the room's own files. */
function findFolder(file: string): string {
  const [, folder, ...rest] = file.split('/');
  return folder !== undefined && rest.length > 0 ? folder : '';
}

/** The entry of `folderOrder` that a file belongs to. */
const findEntry = (file: string): string => findFolder(file) || (file.split('/')[1] ?? '');

/** Whether a folder of a room imports a later one, or a file that none of them may import. */
function turnsBack({ from, to, typeOnly }: Import): boolean {
  const order = folderOrder[findRoom(from)];
  const [own, other] = [findEntry(from), findEntry(to)];
  if (order === undefined || findRoom(from) !== findRoom(to) || own === other) return false;
  if (!order.includes(own) || (typeOnly && to === evidence)) return false;
  return !order.slice(0, order.indexOf(own)).includes(other);
}

/** A component imports none of the others, and only the programs import components. */
function crossesComponents({ from, to }: Import): boolean {
  if (findRoom(from) !== 'embedded' || findRoom(to) !== 'embedded') return false;
  const [own, other] = [findFolder(from), findFolder(to)];
  if (own === other) return false;
  return other === composition || (components.includes(other) && own !== composition);
}

/** A provider imports nothing of another one, and what they share imports no provider. */
function crossesProviders({ from, to }: Import): boolean {
  if (findRoom(from) !== 'clusters' || findRoom(to) !== 'clusters') return false;
  const [own, other] = [findFolder(from), findFolder(to)];
  return own !== '' && other !== '' && own !== other && other !== sharedByProviders;
}

const say = ({ from, to, typeOnly }: Import) => `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;

describe('the architecture', () => {
  it('has no room that this test does not know', () => {
    expect([...new Set(files.map(findRoom))].filter((room) => !(room in levels))).toEqual([]);
  });

  it('is imported in one direction only', () => {
    expect(imports.filter((one) => isInner(one) && !isAllowed(one)).map(say)).toEqual([]);
  });

  it('is drawn with these levels in docs/architecture.md', () => {
    const page = readFileSync(join(root, '../docs/architecture.md'), 'utf8');
    const rows = [...page.matchAll(/^\| \[(\w+)\]\([^)]*\) \| (\d+) \|/gm)];
    expect(Object.fromEntries(rows.map(([, room, level]) => [room, Number(level)]))).toEqual(levels);
  });

  it('lets no room that measures import the judge or the report', () => {
    const measuring = ['load', 'clusters', 'embedded', 'observe', 'upgrade', 'workload', 'preflight'];
    const upwards = measuring.flatMap((room) =>
      ['judge', 'report'].map((to) => ({ from: `${room}/a.ts`, to: `${to}/b.ts`, typeOnly: true })),
    );
    expect(upwards.filter(isAllowed)).toEqual([]);
  });

  it('has no circle among the folders of a room', () => {
    for (const [room, order] of Object.entries(folderOrder)) {
      const folders = new Set(files.filter((file) => findRoom(file) === room).map(findFolder));
      folders.delete('');
      const listed = order.filter((entry) => !entry.endsWith('.ts'));
      expect([...folders].toSorted(), room).toEqual(listed.toSorted());
    }
    expect(imports.filter((one) => isInner(one) && turnsBack(one)).map(say)).toEqual([]);
  });

  it('makes the judge answer with data: it puts no number into words', () => {
    const formats = (from: string, to: string) => from.startsWith('judge/') && findRoom(to) === 'format';
    expect(imports.filter(({ from, to }) => formats(from, to)).map(say)).toEqual([]);
    expect(formats('judge/words.ts', 'format/durations.ts')).toBe(true);
  });

  it('is drawn with these folders in docs/architecture.md', () => {
    const page = readFileSync(join(root, '../docs/architecture.md'), 'utf8');
    for (const [room, order] of Object.entries(folderOrder)) {
      const [line = ''] = page.slice(page.indexOf(`  - \`${room}\`: `)).split(/\n {0,2}- |\n\n/);
      const named = [...line.matchAll(/`([^`]+)`/g)].slice(1).map(([, name]) => name);
      expect(named, room).toEqual(order.filter((entry) => !entry.endsWith('.ts')));
    }
  });

  it('keeps providers apart', () => {
    expect(imports.filter((one) => isInner(one) && crossesProviders(one)).map(say)).toEqual([]);
    const borrowed = { from: 'clusters/kind/a.ts', to: 'clusters/embedded/b.ts', typeOnly: true };
    expect(crossesProviders(borrowed)).toBe(true);
  });

  it('separates the components of the embedded Kubernetes', () => {
    const parts = new Set(files.filter((file) => findRoom(file) === 'embedded').map(findFolder));
    expect([...components, composition].filter((part) => !parts.has(part))).toEqual([]);
    expect(imports.filter((one) => isInner(one) && crossesComponents(one)).map(say)).toEqual([]);
    const constant = { from: 'embedded/network/a.ts', to: 'embedded/process/messages.ts', typeOnly: false };
    expect(crossesComponents(constant)).toBe(true);
  });

  it('has short files', () => {
    const lengths = files.map((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1);
    const sorted = lengths.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] as number;
    expect(at(0.5)).toBeLessThanOrEqual(61);
    expect(at(0.9)).toBeLessThanOrEqual(130);
    expect(files.filter((_, index) => (lengths[index] as number) > 250)).toEqual([]);
  });

  it('is mirrored by its tests, whose helpers are in test/support', () => {
    const repository = join(root, '..');
    const tests = readdirSync(join(repository, 'test/unit'), { recursive: true, encoding: 'utf8' });
    const helpers = tests.filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.test.ts'));
    expect(helpers).toEqual([]);
    const folders = [
      ...new Set(tests.filter((file) => file.endsWith('.test.ts')).map((file) => dirname(file))),
    ];
    const places = (folder: string) => [join(root, folder), join(repository, folder)];
    expect(folders.filter((folder) => !places(folder).some((place) => existsSync(place)))).toEqual([]);
  });

  it('imports nothing outside itself by path', () => {
    expect(imports.filter((one) => one.to.startsWith('..')).map(say)).toEqual([]);
  });

  it('keeps its pure rooms free of input and output, including what they import', () => {
    const reached = new Set(files.filter((file) => pureOrder.includes(findRoom(file))));
    // A set grows during iteration, so files that are reached are searched, too.
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

  it('has one place for what every room needs: messages of errors, pauses, back-offs', () => {
    const copies = [
      {
        of: 'errorMessage',
        place: 'errors.ts',
        sign: /instanceof Error \? \w+\.message : (?:String\(|\w+[^\w(])/,
      },
      { of: 'pause', place: 'async/pause.ts', sign: /\bsleep\([^)]*\{ signal/ },
      { of: 'backoff', place: 'async/backoff.ts', sign: /\* 2 \*\* \w*(?:fail|attempt|tries)/ },
    ];
    const found = [...texts].flatMap(([file, text]) =>
      copies
        .filter(({ place, sign }) => file !== place && sign.test(text))
        .map(({ of }) => `${file} has a copy of ${of}`),
    );
    expect(found).toEqual([]);
  });

  it('keeps no state in the modules of its pure rooms, and has no file access that looks like an array', () => {
    const hidden = files
      .filter((file) => pureOrder.includes(findRoom(file)))
      .flatMap((file) => {
        const found = (texts.get(file) ?? '').match(
          /\bnew (?:WeakMap|WeakSet|Proxy)\b|^(?:export )?let \w+|^const \w+ = new (?:Map|Set)(?:<[^=]*>)?\(\)/m,
        );
        return found === null ? [] : [`${file}: ${found[0]}`];
      });
    expect(hidden).toEqual([]);
  });

  it('keeps no state in its modules, but for what never changes', () => {
    const state =
      /^(?:export )?(?:let \w+|const \w+(?:: [^=]+)? = new (?:Weak(?:Map|Set)\b|(?:Map|Set)(?:<[^(]*>)?\(\)))/m;
    const keeping = files.filter((file) => state.test(texts.get(file) ?? ''));
    expect(keeping).toEqual(Object.keys(keptByModules));
  });

  it('leaves the process to the context of the command line', () => {
    const harmless = ['pid', 'platform'];
    const allowed = [
      { place: 'journal/clock.ts', members: ['hrtime'] },
      { place: 'command/', members: ['kill'] },
      // Separate processes: they have a parent and no command line.
      {
        place: 'embedded/process/',
        members: ['env', 'on', 'once', 'send', 'connected', 'exit', 'execPath', 'title'],
      },
      { place: 'clusters/embedded/front-door-process.ts', members: ['env', 'once'] },
    ];
    const found = [...texts].flatMap(([file, text]) => {
      if (file === 'cli/context.ts') return [];
      const members = allowed.filter(({ place }) => file.startsWith(place)).flatMap((one) => one.members);
      const used = [...text.matchAll(/(?<![-.\w'])process\.(\w+)/g)].map((match) => match[1] as string);
      return used
        .filter((one) => ![...harmless, ...members].includes(one))
        .map((one) => `${file} uses process.${one}`);
    });
    expect(found).toEqual([]);
  });
});
