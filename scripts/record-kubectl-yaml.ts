/**
 * Asks a real kubectl again how it reads each text of test/fixtures/kubectl-yaml/golden.json: node
 * scripts/record-kubectl-yaml.ts
 *
 * `kubectl patch --local` with an empty patch prints the object as it was parsed, without any cluster. A new
 * case is a new object in that file with only `yaml`. kubectl comes from kind's node image, so that no other
 * download is needed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const image = 'kindest/node:v1.34.4';
const file = join(import.meta.dirname, '../test/fixtures/kubectl-yaml/golden.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: { yaml: string }[] };

const folder = mkdtempSync(join(tmpdir(), 'kubectl-yaml-'));
try {
  for (const [index, { yaml }] of cases.entries()) writeFileSync(join(folder, `${index}.yaml`), yaml);
  const loop = `cd /in; for f in *.yaml; do
    kubectl patch --local -o json --type merge -p '{}' -f "$f" >"$f.json" 2>"$f.error" || rm "$f.json"
  done; chmod a+rw *; kubectl version --client -o json`;
  const version = execFileSync(
    'docker',
    ['run', '--rm', '-v', `${folder}:/in`, '--entrypoint', 'sh', image, '-c', loop],
    { encoding: 'utf8' },
  );
  const { clientVersion } = JSON.parse(version) as { clientVersion: { gitVersion: string } };
  const answers = cases.map(({ yaml }, index) => {
    try {
      return { yaml, json: JSON.parse(readFileSync(join(folder, `${index}.yaml.json`), 'utf8')) };
    } catch {
      const error = readFileSync(join(folder, `${index}.yaml.error`), 'utf8');
      return { yaml, error: error.trim().replace(/^error: /, '') };
    }
  });
  const source = `kubectl ${clientVersion.gitVersion} of ${image}: kubectl patch --local -o json --type merge -p '{}' -f FILE`;
  const lines = answers.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  writeFileSync(file, `{\n  "source": ${JSON.stringify(source)},\n  "cases": [\n${lines}\n  ]\n}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
