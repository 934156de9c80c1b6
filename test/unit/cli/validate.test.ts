import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateFiles } from '../../../harness/cli/validate.ts';
import { tempFolder } from '../rehearsal/temp-folder.ts';

async function validate(files: readonly string[], sets: readonly string[] = []) {
  const lines: string[] = [];
  const exitCode = await validateFiles(files, sets, { write: (line) => lines.push(line) });
  return { exitCode, text: lines.join('\n') };
}

describe('validate', () => {
  it('says ok of each good file', async () => {
    const { exitCode, text } = await validate([
      'scenarios/kind-fragile.yaml',
      'scenarios/kind-patch-roll.yaml',
    ]);
    expect(exitCode).toBe(0);
    expect(text).toBe('scenarios/kind-fragile.yaml: ok\nscenarios/kind-patch-roll.yaml: ok');
  });

  it('shows the mistakes of every file, whatever comes before it', async () => {
    const bad = 'test/fixtures/scenarios/many-mistakes.yaml';
    const { exitCode, text } = await validate([bad, 'none.yaml', 'scenarios/kind-fragile.yaml', bad]);
    expect(exitCode).toBe(2);
    expect(text.split(`${bad}:6:9: `)).toHaveLength(3);
    expect(text).toContain('none.yaml does not exist');
    expect(text).toContain('scenarios/kind-fragile.yaml: ok');
  });

  it('checks with the overrides that a run would have', async () => {
    const { exitCode, text } = await validate(['scenarios/kind-fragile.yaml'], ['cluster.to=1.36.0']);
    expect(exitCode).toBe(2);
    expect(text).toMatch(/^scenarios\/kind-fragile\.yaml: --set cluster\.to=1\.36\.0: .* skips 1\.34/);
  });

  it('warns, and says ok all the same', async () => {
    const { exitCode, text } = await validate(['scenarios/kind-fragile.yaml'], ['load.baseline=5s']);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^scenarios\/kind-fragile\.yaml: warning: --set load\.baseline=5s: .*\n.*: ok$/);
  });

  it('shows nothing of a hostile file that a terminal would act on', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'hostile.yaml');
    writeFileSync(file, '"key\\u001b[2J\\u0007": 1\n"api\\u202eVersion": "\\u009b31m"\n');
    const { exitCode, text } = await validate([file], ['\u001b]0;title\u0007=1']);
    expect(exitCode).toBe(2);
    expect(text.split('\n').length).toBeGreaterThan(2);
    for (const line of text.split('\n')) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
