import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { tempFolder } from './temp-folder.ts';

const exec = promisify(execFile);
const root = join(import.meta.dirname, '../..');
/** Linked instead of copied: large, or not part of the project. */
const linked = ['node_modules', ...listFolders('test/fixtures')];
const left = new Set(['.git', 'reports', ...linked]);

export interface Output {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project, in which a test makes a contributor's change. Removed at the end of its scope. */
export interface ProjectCopy extends Disposable {
  /** Path of a file in it. */
  at(file: string): string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Runs a program in it, whatever its exit code. */
  run(program: string, ...args: string[]): Promise<Output>;
  /** The tool's own command line. */
  rehearse(...args: string[]): Promise<Output>;
  /** The JSON that one of its files writes to standard output. */
  evaluate(file: string): Promise<unknown>;
  /** Errors of the compiler, one per line. */
  compile(): Promise<string>;
  /** vitest's output about failed tests in some of its files; empty if none failed. */
  failedTests(...files: string[]): Promise<string>;
}

export function copyProject(): ProjectCopy {
  const folder = tempFolder();
  const at = (file: string) => join(folder.path, file);
  for (const name of readdirSync(root).filter((one) => !left.has(one)))
    cpSync(join(root, name), at(name), { recursive: true, filter: (from) => !isLinked(from) });
  for (const name of linked) symlinkSync(join(root, name), at(name));
  const env = {
    PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    HOME: folder.path,
    NO_COLOR: '1',
    REHEARSE_STATE: at('state'),
  };
  const run = (program: string, ...args: string[]): Promise<Output> =>
    exec(program, args, { cwd: folder.path, env, maxBuffer: 1 << 26 }).then(
      (output) => ({ exitCode: 0, ...output }),
      ({ code, stdout = '', stderr = '' }) => ({ exitCode: Number(code), stdout, stderr }),
    );
  const write = (file: string, text: string) => {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  };
  return {
    at,
    read: (file) => readFileSync(at(file), 'utf8'),
    write,
    run,
    rehearse: (...args) => run(process.execPath, 'harness/cli/main.ts', ...args),
    async evaluate(file) {
      const { stdout, stderr } = await run(process.execPath, file);
      if (stderr !== '') throw new Error(stderr);
      return JSON.parse(stdout);
    },
    compile: async () => (await run('tsc', '--noEmit')).stdout,
    async failedTests(...files) {
      const { exitCode, stdout, stderr } = await run('vitest', 'run', '--project', 'unit', ...files);
      const ran = /^ *Test Files .*\((\d+)\)/m.exec(stdout)?.[1];
      if (Number(ran) !== files.length)
        throw new Error(`${ran} of ${files.length} files ran: ${stdout}${stderr}`);
      return exitCode === 0 ? '' : `${stdout}${stderr}`;
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function listFolders(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
}

function isLinked(path: string): boolean {
  return linked.some((name) => path === join(root, name));
}
