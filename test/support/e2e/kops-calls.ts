/** A witness of what is sent to kops, which does not depend on the tool's own logs. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KopsCalls {
  /** Puts a `kops` first on the PATH that writes its arguments down and becomes the real one. */
  readonly env: { readonly PATH: string };
  /** The arguments of every call so far, a line each. */
  list(): readonly string[];
}

/** @param folder of the test */
export function recordKopsCalls(folder: string): KopsCalls {
  const programs = join(folder, 'bin');
  const file = join(folder, 'kops-calls');
  const real = execFileSync('sh', ['-c', 'command -v kops'], { encoding: 'utf8' }).trim();
  mkdirSync(programs);
  writeFileSync(join(programs, 'kops'), `#!/bin/sh\necho "$*" >>'${file}'\nexec '${real}' "$@"\n`);
  chmodSync(join(programs, 'kops'), 0o755);
  return {
    env: { PATH: `${programs}:${process.env.PATH}` },
    list: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []),
  };
}
