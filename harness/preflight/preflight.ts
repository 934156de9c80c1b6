import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Check, Prerequisite } from '../clusters/cluster.ts';
import { type ErrorCode, errorMessage, errorTable, RehearsalError } from '../errors.ts';

const oldestNode = 24;

/**
 * Does nothing if all prerequisites are met.
 * @throws RehearsalError of the first failing check's code, listing every failing one with what to do
 */
export function requirePrerequisites(checks: readonly Check[]): void {
  const failing = checks.filter(isMissing);
  const [first] = failing;
  if (first === undefined) return;
  if (failing.length === 1)
    throw new RehearsalError(first.code, `${first.name}: ${first.found}`, { hint: first.hint });
  const lines = failing.map((check) => `  ${check.name}: ${check.found}\n    ${check.hint}`);
  throw new RehearsalError(first.code, `${failing.length} prerequisites are missing:\n${lines.join('\n')}`);
}

/** Problems that prevent no run: one line each. */
export function checkWarnings(checks: readonly Check[]): readonly string[] {
  return checks
    .filter(({ ok, code }) => !ok && code === null)
    .map(({ name, found, hint }) => `${name}: ${found}. ${hint}`);
}

/** Whether it prevents a run. */
export function isMissing(check: Check): check is Prerequisite {
  return !check.ok && check.code !== null;
}

/** @param version as in `process.versions.node` */
export function nodeCheck(version: string): Check {
  return createCheck('Node.js', 'node-too-old', Number.parseInt(version, 10) >= oldestNode, version);
}

/**
 * Writes and removes a real file: permissions alone say little for root, and nothing about a full or read-only disk.
 */
export function folderCheck(what: string, folder: string, code: ErrorCode): Check {
  const name = `${what} ${folder}`;
  let made: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true });
    const probe = join(folder, `.writable-${process.pid}`);
    try {
      writeFileSync(probe, 'writable\n');
    } finally {
      rmSync(probe, { force: true });
    }
    return createCheck(name, code, true, 'writable');
  } catch (error) {
    const found = errorMessage(error);
    return createCheck(name, code, false, found);
  } finally {
    // A check leaves nothing behind.
    if (made !== undefined) removeEmpty(resolve(folder), dirname(resolve(made)));
  }
}

/** From the folder upwards, as far as `stop`, which stays. */
function removeEmpty(folder: string, stop: string): void {
  try {
    for (let path = folder; path !== stop; path = dirname(path)) rmdirSync(path);
  } catch {
    // another process has written into it
  }
}

function createCheck(name: string, code: ErrorCode, ok: boolean, found: string): Check {
  return { name, ok, found, hint: ok ? '' : errorTable[code].hint, code };
}
