import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { harmReasons } from '../../../harness/reasons/harm-reasons.ts';
import { latencyReasons } from '../../../harness/reasons/latency-reasons.ts';
import { probeReasons } from '../../../harness/reasons/probe-reasons.ts';
import { reason, reasonsText } from '../../../harness/reasons/reason.ts';
import { runReasons } from '../../../harness/reasons/run-reasons.ts';
import { settleReasons } from '../../../harness/reasons/settle-reasons.ts';
import { summaryJson } from '../../../harness/report/summary-json.ts';
import { failing, s } from '../../support/judge/simulated-run.ts';
import { fresh, judged, reused, run, whole } from '../../support/judge/small-run.ts';

describe('reasons', () => {
  it('have codes that are used once', () => {
    const tables = [runReasons, harmReasons, settleReasons, latencyReasons, probeReasons];
    const codes = tables.flatMap((table) => Object.keys(table));
    expect(codes.length).toBeGreaterThan(25);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('keep what was measured, and are put into words in their order', () => {
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
    const { criteria } = JSON.parse(summaryJson(summary)) as Summary;
    expect(criteria.length).toBeGreaterThan(0);
    for (const { reasons, why } of criteria) {
      expect(reasons.length).toBeGreaterThan(0);
      expect(reasonsText(reasons)).toBe(why);
    }
  });
});
