import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ProcessId, processId } from '../../../harness/command/process-id.ts';

/** A process in its own group that does nothing until it is ended. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  readonly id: ProcessId;
  /** Process ids on the first line of the program's output. */
  readonly said: readonly number[];
  readonly exited: Promise<unknown>;
  end(): Promise<void>;
}

const idle = 'console.log(process.pid); setInterval(() => {}, 60_000);';

/** The same with its own child in the same group. Prints both ids, once both run. */
export const withGrandchild = `
  const { spawn } = require('node:child_process');
  const grandchild = spawn(process.execPath, ['-e', ${JSON.stringify(idle)}], { stdio: ['ignore', 'pipe', 'ignore'] });
  grandchild.stdout.once('data', () => console.log(process.pid + ' ' + grandchild.pid));
  setInterval(() => {}, 60_000);
`;

/** Starts a program as a child of a run and waits until it runs. */
export async function startChild(program = idle): Promise<Child> {
  const child = spawn(process.execPath, ['-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = child.pid as number;
  const end = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    pid,
    id: processId(pid) as ProcessId,
    said: line.toString().trim().split(' ').map(Number),
    exited,
    end,
    [Symbol.asyncDispose]: end,
  };
}
