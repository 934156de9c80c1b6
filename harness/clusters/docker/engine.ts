import type { Commands, RunResult } from '../../command/commands.ts';
import { type ErrorCode, errorMessage, errorTable, RehearsalError } from '../../errors.ts';
import type { Prerequisite } from '../cluster.ts';

/** @throws RehearsalError `docker-missing` or `docker-unreachable`, before what would read as something else without an engine */
export async function requireEngine(commands: Commands, signal: AbortSignal): Promise<void> {
  const missing = (await engineChecks(commands, signal)).find((check) => !check.ok);
  signal.throwIfAborted();
  if (missing !== undefined) throw new RehearsalError(missing.code, `${missing.name}: ${missing.found}`);
}

/** Docker, and its engine where there is Docker. */
export async function engineChecks(
  commands: Commands,
  signal: AbortSignal,
): Promise<readonly Prerequisite[]> {
  const docker = await programCheck('docker', 'docker-missing', () =>
    ask(commands, 'docker', ['--version'], signal),
  );
  if (!docker.ok) return [docker];
  const format = 'Docker engine {{.Server.Version}}';
  const engine = await programCheck('Docker engine', 'docker-unreachable', () =>
    ask(commands, 'docker', ['version', '--format', format], signal),
  );
  return [docker, engine];
}

/** One question to a program that answers at once. */
export const ask = (commands: Commands, file: string, args: readonly string[], signal: AbortSignal) =>
  commands.run(file, args, { signal, timeoutMs: 30_000 });

/** A check with the hint of its error, or one of its own. */
export function createCheck(
  name: string,
  code: ErrorCode,
  ok: boolean,
  found: string,
  hint: string = errorTable[code].hint,
): Prerequisite {
  return { name, ok, found, hint: ok ? '' : hint, code };
}

/** Whether a program answers; what it says is what was found. */
export async function programCheck(
  name: string,
  code: ErrorCode,
  asking: () => Promise<RunResult>,
): Promise<Prerequisite> {
  try {
    return createCheck(name, code, true, (await asking()).stdout.trim());
  } catch (error) {
    return createCheck(name, code, false, errorMessage(error));
  }
}
