import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, Output } from '../../../harness/cli/context.ts';

/** A command's output, and ways to control it. */
export interface MemoryContext extends Context {
  readonly out: () => string;
  readonly err: () => string;
  /** One Ctrl-C. */
  interrupt(): void;
  /** How many listeners for Ctrl-C there are. */
  readonly listening: () => number;
}

/** Thrown instead of ending the process. */
class Exited extends Error {
  override readonly name = 'Exited';
  readonly code: number;

  constructor(code: number) {
    super(`exited with ${code}`);
    this.code = code;
  }
}

/** A context without side effects: output stays in memory, and exit throws. */
export function memoryContext(args: readonly string[], given: Partial<Context> = {}): MemoryContext {
  const [stdout, out] = output();
  const [stderr, err] = output();
  const handlers = new Set<() => void>();
  return {
    args,
    cwd: process.cwd(),
    stdout,
    stderr,
    ci: true,
    stateFolder: join(tmpdir(), 'rehearsal-test-no-such-state'),
    env: {},
    nodeVersion: '24.21.0',
    pid: process.pid,
    onInterrupt(handler) {
      handlers.add(handler);
      return { [Symbol.dispose]: () => void handlers.delete(handler) };
    },
    onStrayError: () => ({ [Symbol.dispose]: () => {} }),
    keepCompiledCode() {},
    exit(code) {
      throw new Exited(code);
    },
    ...given,
    out,
    err,
    interrupt: () => {
      for (const handler of handlers) handler();
    },
    listening: () => handlers.size,
  };
}

function output(): [Output, () => string] {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  return [{ write, isTTY: false, columns: 80 }, () => written];
}
