import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Issue, RehearsalError } from '../errors.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type ReadDocument, readDocument } from './document.ts';
import { HeldFiles } from './held-files.ts';
import { readHookManifests } from './hooks/manifests.ts';
import { profileIn } from './load/arrival.ts';
import { budgetWarnings } from './manifests/budgets.ts';
import type { CheckedObjects, CheckObjects } from './manifests/checked-objects.ts';
import type { PlacedObject, ReadManifests } from './manifests.ts';
import { findMistakes, type Mistake } from './mistakes.ts';
import {
  applyOverrides,
  type Override,
  overrideAround,
  overrideBeneath,
  overrideIssue,
  readOverrides,
} from './overrides.ts';
import { resolveManifests, schemaWarnings, workloadMistakes } from './own-workload.ts';
import type { ProviderName } from './providers/table.ts';
import { resolveScenario } from './resolve.ts';
import { combinationMistakes } from './rules.ts';
import type { Scenario } from './scenario.ts';
import { findWarnings } from './scenario-warnings.ts';
import { scenarioSchema, type UnderstoodScenario } from './schema/scenario.ts';
import { pathText, understood } from './walk.ts';
import type { Warning } from './warnings.ts';

/** A scenario has a page or two; hostile YAML of a megabyte takes minutes to parse. */
const maxBytes = 65_536;
/** Maximum number of lines of a message; `issues` has all mistakes. */
const maxLines = 100;

/**
 * A scenario, its overrides and every file that it names, as they were first read. Deeply frozen: a run, its
 * repetitions and the attempts of a tuning rehearse the loaded content, even if files are edited meanwhile.
 */
export interface LoadedScenario {
  /** The file name as given. */
  readonly file: string;
  readonly scenario: Scenario;
  /** The overrides, each in the form of `--set`. */
  readonly sets: readonly string[];
  /** The file's text, as written. */
  readonly source: string;
  /**
   * The objects of its `workload.manifests` that its kind of cluster supports, in order of application. Never
   * written anywhere, because there may be a Secret.
   */
  readonly objects: readonly PlacedObject[];
  /** Those of the hooks that apply manifests, by the hook's name. */
  readonly hookObjects: Readonly<Record<string, readonly PlacedObject[]>>;
  /**
   * Warnings about legal settings with unwanted results, and about parts left out of the manifests: of the
   * scenario first, then in the order of its files.
   */
  readonly warnings: readonly Warning[];
  /** A new one from the same texts, with other overrides. @throws RehearsalError `scenario-invalid` */
  withOverrides(sets: readonly string[]): LoadedScenario;
}

interface LoadOptions {
  /** Overrides, each in the form of `--set`. */
  readonly sets?: readonly string[];
  /** How a kind of cluster checks the objects; without it, all that are valid by their own schemas are accepted. */
  readonly checkObjects?: (provider: ProviderName) => CheckObjects;
}

/**
 * Reads a scenario file and its `--set PATH=VALUE` overrides.
 * @throws RehearsalError `scenario-unreadable` if there is no such text file
 * @throws RehearsalError `scenario-invalid` with every mistake in `issues`, and one line for each in its message
 */
export async function loadScenario(file: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  return parseHeld(await readText(file), file, options, new HeldFiles());
}

/**
 * Like loadScenario, for a text that has been read already; relative paths in it start at the file's folder.
 * @throws RehearsalError `scenario-invalid`
 */
export function parseScenario(source: string, file: string, sets: readonly string[] = []): LoadedScenario {
  return parseHeld(source, file, { sets }, new HeldFiles());
}

function parseHeld(source: string, file: string, options: LoadOptions, held: HeldFiles): LoadedScenario {
  const { sets = [] } = options;
  const document = readDocument(source);
  const { overrides, issues: unreadOverrides } = readOverrides(sets);
  if (document.data === undefined) throw invalidScenario(file, [...document.issues, ...unreadOverrides]);

  const { data, issues: unusedOverrides } = applyOverrides(document.data, overrides);
  const issues = [...document.issues, ...unreadOverrides, ...unusedOverrides];
  const folder = resolve(dirname(file));
  const parts = understood(scenarioSchema, data) ?? {};
  const profile = profileIn(parts, folder, held);
  const placed = (mistakes: readonly Mistake[]) =>
    mistakes.map((mistake) => place(mistake, document, overrides));
  issues.push(...placed([...findMistakes(data), ...combinationMistakes(parts, data, profile)]));
  const manifests = resolveManifests(parts, folder, held);
  issues.push(...placed(workloadMistakes(parts, data, manifests)));
  const checked = checkObjects(manifests, parts, options);
  issues.push(...manifests.issues, ...checked.issues);
  const ofHooks = readHookManifests(parts, folder, held, (read) => checkObjects(read, parts, options));
  issues.push(...placed(ofHooks.mistakes), ...ofHooks.issues);
  if (issues.length > 0) throw invalidScenario(file, issues);

  // A profile that could not be read has an issue.
  const replay = typeof profile === 'string' ? null : profile;
  const written = scenarioSchema.parse(data);
  const scenario = resolveScenario(written, folder, manifests.files, replay, ofHooks.files);
  const ofScenario = [...findWarnings(parts), ...schemaWarnings(parts)].map((warning) => ({
    ...place(warning, document, overrides),
    code: warning.code,
  }));
  const { objects } = checked;
  return deepFreeze({
    ...{ file, scenario, sets: [...sets], source, objects, hookObjects: ofHooks.objects },
    warnings: [
      ...ofScenario,
      ...manifests.warnings,
      ...budgetWarnings(manifests.objects),
      ...checked.warnings,
      ...ofHooks.warnings,
    ],
    withOverrides: (other) => parseHeld(source, file, { ...options, sets: other }, held),
  });
}

/** The findings of the scenario's kind of cluster; a malformed object would get the same finding twice. */
function checkObjects(
  { objects, invalid }: ReadManifests,
  parts: UnderstoodScenario,
  options: LoadOptions,
): CheckedObjects {
  const { provider } = parts.cluster ?? {};
  const valid = objects.filter((placed) => !invalid.includes(placed));
  if (provider === undefined || options.checkObjects === undefined)
    return { objects: valid, issues: [], warnings: [] };
  return options.checkObjects(provider)(valid, parts);
}

/** One issue as a line that editors and terminals can jump to: `file:line:column: message`. */
export function issueLine(file: string, issue: Issue): string {
  const name = issue.file ?? file;
  return issue.line === null
    ? `${name}: ${issue.message}`
    : `${name}:${issue.line}:${issue.column}: ${issue.message}`;
}

/** A warning as `issueLine` prints an issue, marked as one. */
export function warningLine(file: string, warning: Warning): string {
  return issueLine(file, { ...warning, message: `warning: ${warning.message}` });
}

function place(
  { path, at, message }: Mistake,
  document: ReadDocument,
  overrides: readonly Override[],
): Issue {
  const position = document.position(path, at);
  const made =
    position === null ? overrideBeneath(overrides, at === 'parent' ? path.slice(0, -1) : path) : undefined;
  const override = overrideAround(overrides, path) ?? made;
  if (override !== undefined) return overrideIssue(override.text, pathText(path), message);
  // A default that conflicts with a setting has no position: the nearest written section is where to correct it.
  const nearby = path.map((_, index) => document.position(path.slice(0, path.length - 1 - index), 'key'));
  const found = position ?? nearby.find((place) => place !== null) ?? { line: 1, column: 1 };
  return { ...found, path: pathText(path), message };
}

/** Every issue in one error, one line each. */
function invalidScenario(file: string, issues: readonly Issue[]): RehearsalError {
  const order = (issue: Issue) => [issue.line ?? Number.MAX_SAFE_INTEGER, issue.column ?? 0] as const;
  // The scenario's own first, then each manifest's.
  const sorted = issues.toSorted(
    (a, b) =>
      (a.file ?? '').localeCompare(b.file ?? '', 'en') ||
      order(a)[0] - order(b)[0] ||
      order(a)[1] - order(b)[1],
  );
  const lines = sorted.slice(0, maxLines).map((issue) => issueLine(file, issue));
  if (sorted.length > maxLines) lines.push(`${file}: and ${sorted.length - maxLines} more`);
  return new RehearsalError('scenario-invalid', lines.join('\n'), { issues: sorted });
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `can't be read (${code})`;
    throw new RehearsalError('scenario-unreadable', `${file} ${why}`, { cause: error });
  }
  if (bytes.length > maxBytes)
    throw new RehearsalError('scenario-unreadable', `${file} is too big to be a scenario`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // not UTF-8: reported below, together with text that contains NUL
  }
  throw new RehearsalError('scenario-unreadable', `${file} is not a text file in UTF-8`);
}
