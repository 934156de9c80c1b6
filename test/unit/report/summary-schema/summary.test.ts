import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Summary } from '../../../../harness/judge/answer/summary.ts';
import { answerJson } from '../../../../harness/report/answer-json.ts';
import { summaryJsonSchema, summarySchema } from '../../../../harness/report/summary-schema/summary.ts';
import { listRecordings } from '../../../support/corpus-answers.ts';
import { judged } from '../../../support/judge/recording.ts';
import { approved, empty, tuned } from '../../../support/report/samples.ts';

const file = new URL('../../../../docs/summary.schema.json', import.meta.url);
/** Compiles only if the schema has every field of a summary. */
const read = (written: z.infer<typeof summarySchema>): Summary => written;

/** What the schema finds wrong with a written summary; an unknown field is wrong, too. */
function findFaults(summary: object): string[] {
  const { error } = summarySchema.safeParse(JSON.parse(answerJson(summary)));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the JSON Schema of summary.json', () => {
  it('is committed as the code creates it (node scripts/summary-schema.ts writes it)', async () => {
    const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));
    const printed = execFileSync(
      process.execPath,
      [biome, 'format', '--stdin-file-path=docs/summary.schema.json'],
      { input: JSON.stringify(summaryJsonSchema(), null, 2), encoding: 'utf8' },
    );
    await expect(printed).toMatchFileSnapshot(file.pathname);
  });

  it.each(listRecordings())('accepts the summary of a recorded run: %s', async (name) => {
    const summary = await judged(name);
    expect(findFaults(summary)).toEqual([]);
    expect(read(summarySchema.parse(JSON.parse(answerJson(summary)))).runId).toBe(summary.runId);
  });

  it.each([tuned, approved, empty])('accepts a sample: $verdict', (summary) => {
    expect(findFaults(summary)).toEqual([]);
  });

  it('rejects another version, an unknown field, and a reason without a code', () => {
    expect(findFaults({ ...tuned, version: 2 })).toEqual([expect.stringMatching(/^version: /)]);
    expect(findFaults({ ...tuned, more: 1 })).toEqual([expect.stringContaining('more')]);
    expect(findFaults({ ...tuned, caveats: ['a sentence'] })).toEqual([
      expect.stringMatching(/^caveats\.0: /),
    ]);
    const { verdict: _, ...without } = tuned;
    expect(findFaults(without)).toEqual([expect.stringMatching(/^verdict: /)]);
  });

  it('names every code of a reason', () => {
    const { definitions } = JSON.parse(readFileSync(file, 'utf8'));
    expect(definitions.Reason.properties.code.enum).toContain('stale-endpoint');
    expect(definitions.Reason.required).toEqual(expect.arrayContaining(['code', 'values', 'text']));
  });
});
