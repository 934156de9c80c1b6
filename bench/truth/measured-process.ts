import { execFile } from 'node:child_process';

export interface Measured {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** User and system time of the whole process tree, in seconds. */
  readonly cpuS: number;
}

/**
 * The shell's `times` reports the time of all ended children, including grandchildren: Node has no call for
 * it.
 */
const script = '"$@"; code=$?; times >&2; exit $code';
const longestMs = 60_000;
const mostBytes = 256 << 20;

/**
 * Runs a command to its end, whatever its exit code. @throws if it can't be started or does not end within a
 * minute
 */
export async function runMeasured(command: readonly string[], input = ''): Promise<Measured> {
  const { promise, resolve, reject } = Promise.withResolvers<Measured>();
  const child = execFile(
    'sh',
    ['-c', script, 'sh', ...command],
    { timeout: longestMs, maxBuffer: mostBytes },
    (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error);
      const exitCode = error ? Number(error.code) : 0;
      // 127 is the shell's own code for an unknown command.
      if (exitCode === 127) return reject(new Error(`${command[0]} is not there`));
      resolve({ stdout, stderr, exitCode, cpuS: childrenCpuS(stderr) });
    },
  );
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return promise;
}

/** The last line of `times`: minutes and seconds of user and system time. */
export function childrenCpuS(stderr: string): number {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
}
