/**
 * Builds the package for publishing: compiled JavaScript, plus the files that are not compiled: the report's
 * page and the web service's Dockerfile.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const folder of ['harness', 'workloads'])
  cpSync(`${root}${folder}`, `${root}dist/${folder}`, {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
chmodSync(`${root}dist/harness/cli/main.js`, 0o755);
