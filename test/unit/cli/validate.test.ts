import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateFiles } from '../../../harness/cli/validate.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function validate(files: readonly string[], sets: readonly string[] = []) {
  const lines: string[] = [];
  const exitCode = await validateFiles(files, sets, { write: (line) => lines.push(line) });
  return { exitCode, text: lines.join('\n') };
}

describe('validate', () => {
  it('prints ok for each valid file', async () => {
    const { exitCode, text } = await validate([
      'scenarios/kind-fragile.yaml',
      'scenarios/kind-patch-roll.yaml',
    ]);
    expect(exitCode).toBe(0);
    expect(text).toBe('scenarios/kind-fragile.yaml: ok\nscenarios/kind-patch-roll.yaml: ok');
  });

  it('shows the mistakes of every file, even after an invalid one', async () => {
    const bad = 'test/fixtures/scenarios/many-mistakes.yaml';
    const { exitCode, text } = await validate([bad, 'none.yaml', 'scenarios/kind-fragile.yaml', bad]);
    expect(exitCode).toBe(2);
    expect(text.split(`${bad}:6:9: `)).toHaveLength(3);
    expect(text).toContain('none.yaml does not exist');
    expect(text).toContain('scenarios/kind-fragile.yaml: ok');
  });

  it('shows all problems that the scenario, the schemas and the kind of cluster find in an input, each once', async () => {
    using folder = tempFolder();
    const scenario = join(folder.path, 's.yaml');
    writeFileSync(
      scenario,
      `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: shop }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4, commands: { "web:1": [node, web.mjs] } }
workload: { manifests: [shop.yaml] }
load: { rate: soon, targets: [{ name: web, service: { name: web, port: 80 } }] }
`,
    );
    writeFileSync(
      join(folder.path, 'shop.yaml'),
      `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selectr: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec: { selector: {}, serviceName: db, template: { spec: { containers: [{ name: db, image: "db:1" }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { selector: {}, template: { spec: { hostNetwork: true, containers: [{ name: web, image: "web:2" }] } } }
`,
    );
    const { exitCode, text } = await validate([scenario]);
    expect(exitCode).toBe(2);
    expect(text.replaceAll(`${folder.path}/`, '').split('\n')).toEqual([
      expect.stringMatching(/^s\.yaml:6:15: `rate`: /),
      expect.stringMatching(/^shop\.yaml:4:9: Service web: unknown field `selectr`.*did you mean `selector`/),
      expect.stringMatching(/^shop\.yaml:6:1: StatefulSet db: the embedded cluster has no StatefulSet/),
      expect.stringMatching(
        /^shop\.yaml:14:43: Deployment web: spec\.template\.spec\.hostNetwork: Forbidden/,
      ),
      expect.stringMatching(
        /^shop\.yaml:14:\d+: Deployment web: .* has no command for `web:2`; did you mean `web:1`/,
      ),
    ]);
  });

  it('checks with the same overrides as a run', async () => {
    const { exitCode, text } = await validate(['scenarios/kind-fragile.yaml'], ['cluster.to=1.36.0']);
    expect(exitCode).toBe(2);
    expect(text).toMatch(/^scenarios\/kind-fragile\.yaml: --set cluster\.to=1\.36\.0: .* skips 1\.34/);
  });

  it('prints warnings together with ok', async () => {
    const { exitCode, text } = await validate(['scenarios/kind-fragile.yaml'], ['load.baseline=5s']);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^scenarios\/kind-fragile\.yaml: warning: --set load\.baseline=5s: .*\n.*: ok$/);
  });

  it('escapes everything in a hostile file that a terminal would interpret', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'hostile.yaml');
    writeFileSync(file, '"key\\u001b[2J\\u0007": 1\n"api\\u202eVersion": "\\u009b31m"\n');
    const { exitCode, text } = await validate([file], ['\u001b]0;title\u0007=1']);
    expect(exitCode).toBe(2);
    expect(text.split('\n').length).toBeGreaterThan(2);
    for (const line of text.split('\n')) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
