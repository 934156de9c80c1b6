import { appendFileSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../../../async/pause.ts';
import type { Commands, RunOptions, RunResult } from '../../../command/commands.ts';
import { RehearsalError } from '../../../errors.ts';
import { requireAllowed } from '../guard.ts';
import { formatForKops, type KopsObject, parseObjects } from '../kops-objects.ts';
import type { Scope } from '../scope.ts';
import { isWorthRetrying, mostAttempts, pauseMs } from './retry.ts';

/** The `kops` command. Every call passes the guard first, and uses the run's own kubeconfig and state store. */
export interface KopsCli {
  readonly scope: Scope;
  /**
   * @param args options as `--option=value`
   * @throws RehearsalError `production-protected` before anything is sent; `command-failed` with what kops said, whatever its exit code
   */
  run(args: readonly string[], options: KopsRunOptions): Promise<RunResult>;
  /**
   * The same, without an error: the exit code tells. A command that may be repeated is sent up to three times where an answer
   * of the cloud was lost, each time with a log of its own.
   */
  attempt(args: readonly string[], options: KopsRunOptions): Promise<RunResult>;
  /** Every cluster of the state store. */
  clusters(signal: AbortSignal): Promise<readonly KopsObject[]>;
  /** The instance groups of a cluster. */
  groups(cluster: string, signal: AbortSignal): Promise<readonly KopsObject[]>;
}

export type KopsRunOptions = Pick<RunOptions, 'signal' | 'interrupt' | 'input' | 'onLine' | 'timeoutMs'>;

export interface KopsCliOptions {
  readonly commands: Commands;
  readonly scope: Scope;
  /** Path of the only kubeconfig that kops may write. */
  readonly kubeconfig: string;
  /** Where every word of commands that may change something is kept; null: nowhere. */
  readonly logFolder: string | null;
  /** Before a command is sent again whose answer from the cloud was lost. */
  readonly retryPauseMs?: number;
}

const readMs = 2 * 60_000;
/** Exit codes of kops that are its answer: they mean other things than this tool's own. */
const exitCodes = [1, 2, 3];

export function kopsCli({
  commands,
  scope,
  kubeconfig,
  logFolder,
  retryPauseMs = pauseMs,
}: KopsCliOptions): KopsCli {
  const env = {
    KUBECONFIG: kubeconfig,
    // With one of the user's, `get clusters` would answer with that one alone, and commands without a name would mean it.
    KOPS_CLUSTER_NAME: '',
    ...(scope.stateStore !== null && { KOPS_STATE_STORE: scope.stateStore }),
  };
  let sent = 0;
  const send = async (args: readonly string[], { input, onLine, ...options }: KopsRunOptions) => {
    const isKept = args[0] !== 'get' && logFolder !== null;
    if (isKept) sent += 1;
    const log = isKept ? openLog(logFolder, sent, args) : null;
    const done = await commands.run('kops', args, {
      ...{ ...options, env, accept: exitCodes },
      ...(input !== undefined && { input: isSecret(args) ? input : asChecked(input) }),
      onLine: (line) => {
        log?.(line);
        onLine?.(line);
      },
    });
    log?.(`exit code ${done.exitCode}`);
    return done;
  };
  const attempt = async (args: readonly string[], options: KopsRunOptions) => {
    requireAllowed({ args, input: options.input ?? null }, scope);
    requireOwnFile(kubeconfig);
    for (let attempts = 1; ; attempts += 1) {
      const done = await send(args, options);
      if (attempts === mostAttempts || !isWorthRetrying(args, done)) return done;
      await pause(retryPauseMs, options.signal ?? AbortSignal.any([]));
    }
  };
  const run = async (args: readonly string[], options: KopsRunOptions) => {
    const done = await attempt(args, options);
    if (done.exitCode !== 0) throw kopsFailed(args, done);
    return done;
  };
  const read = async (words: readonly string[], signal: AbortSignal) => {
    const args = [...words, '--output=yaml'];
    const done = await attempt(args, { signal, timeoutMs: readMs });
    if (done.exitCode !== 0 && !/no clusters found/i.test(done.stderr)) throw kopsFailed(args, done);
    return parseObjects(done.stdout);
  };
  return {
    scope,
    run,
    attempt,
    clusters: (signal) => read(['get', 'clusters'], signal),
    groups: (cluster, signal) => read(['get', 'instancegroups', `--name=${cluster}`], signal),
  };
}

/** Its content is no object of kops, and its command names the cluster. */
const isSecret = (args: readonly string[]): boolean => args[0] === 'create' && args[1] === 'secret';

/** What was checked is what is sent, and not a text that another reader may understand in another way. */
const asChecked = (input: string): string => formatForKops(parseObjects(input));

/** kops writes through a link: the cluster entries of the user's own file would be changed. */
function requireOwnFile(kubeconfig: string): void {
  if (lstatSync(kubeconfig, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new RehearsalError(
      'production-protected',
      `No command was sent: ${kubeconfig} is a link, and kops would write to what it leads to`,
    );
}

/** What kops wrote last, as people should see it. */
function kopsFailed(args: readonly string[], { exitCode, stdout, stderr }: RunResult): RehearsalError {
  const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
  return new RehearsalError(
    'command-failed',
    `kops ${args.join(' ')} ended with code ${exitCode}${tail === '' ? '' : `:\n${tail}`}`,
  );
}

/** Written line by line, so that a killed run has it as well. */
function openLog(folder: string, number: number, args: readonly string[]): (line: string) => void {
  const words = args.filter((arg) => /^[a-z-]+$/.test(arg) && !arg.startsWith('-'));
  const file = join(folder, `kops-${String(number).padStart(2, '0')}-${words.join('-')}.log`);
  mkdirSync(folder, { recursive: true });
  appendFileSync(file, `$ kops ${args.join(' ')}\n`);
  return (line) => appendFileSync(file, `${line}\n`);
}
