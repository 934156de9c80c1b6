import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { reason, reasonsText, reasonTexts } from '../../../harness/reasons/reason.ts';
import { answerJson } from '../../../harness/report/answer-json.ts';
import { failing, s } from '../../support/judge/simulated-run.ts';
import { fresh, judged, reused, run, whole } from '../../support/judge/small-run.ts';

const folder = join(import.meta.dirname, '../../../harness/reasons');
/** Codes of a table of texts, without the file's other exports. */
const listCodes = (table: unknown): string[] => (typeof table === 'object' ? Object.keys(table ?? {}) : []);

describe('reasons', () => {
  it('have codes that appear in one table each', async () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('-reasons.ts'));
    const modules = await Promise.all(files.map((file) => import(join(folder, file))));
    const codes = modules.flatMap((tables) => Object.values(tables).flatMap(listCodes));
    expect(files.length).toBeGreaterThan(8);
    expect(codes.toSorted()).toEqual(Object.keys(reasonTexts).toSorted());
  });

  it('point to pods, nodes and records of the journal', () => {
    const refs = [{ pod: 'web-1' }, { record: 'endpoints', atUs: 7 }];
    const seen = reason('late-pod-started', { pod: 'web-1', routedUs: 7 }, refs);
    expect(seen).toMatchObject({ code: 'late-pod-started', values: { pod: 'web-1' }, refs });
    expect(reason('no-outage')).toEqual({ code: 'no-outage', values: {} });
  });

  it('name what was not ready once', () => {
    const cordoned = { subject: 'node w', faults: ['node w is cordoned', 'no kubelet'], sinceUs: 28_400_000 };
    expect(reasonsText([reason('unready', cordoned)])).toBe('node w is cordoned; no kubelet (since 0:28.4)');
  });

  it('may contain others, which are put into words with them', () => {
    const warning = reason('further-warnings', { kinds: 1_234 });
    expect(reasonsText([reason('during-action', { action: 'drain', warning })])).toBe(
      'drain: 1,234 further kinds of warnings (journal.ndjson, type event)',
    );
  });

  it('keep measured values, and are put into words in order', () => {
    const reasons = [
      reason('recovered-late', { ms: 75_000.000_000_4, release: 'uncordon' }),
      reason('next-step-too-early', { unrecovered: ['web has 2 of 3', 'bad requests in web/fresh'] }),
    ];
    expect(reasons[0]).toEqual({ code: 'recovered-late', values: { ms: 75_000, release: 'uncordon' } });
    expect(reasonsText(reasons)).toBe(
      'recovered only 75 s after the uncordon; when the next step began it had not recovered: web has 2 of 3; bad requests in web/fresh',
    );
  });

  it.each([
    ['without a fault', judged(whole)],
    ['with an outage', judged(run(), [reused, fresh(failing(237, 239))])],
    ['that was cut short', judged(whole.filter(({ atUs }) => atUs < s(300)))],
    ['without a record', judged([], [])],
  ])('of a run %s are read from summary.json as they were given', (_, summary) => {
    const { criteria } = JSON.parse(answerJson(summary)) as Summary;
    expect(criteria.length).toBeGreaterThan(0);
    for (const { reasons, why } of criteria) {
      expect(reasons.length).toBeGreaterThan(0);
      expect(reasonsText(reasons)).toBe(why);
    }
  });
});
