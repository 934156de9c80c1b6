import { expect, it } from 'vitest';
import type { JournalEntry } from '../../../../harness/journal/records.ts';
import { heldEvictions } from '../../../../harness/judge/summaries/held-evictions.ts';
import { reasonsText } from '../../../../harness/reasons/reason.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { at } from '../../../support/judge/small-run.ts';

const step = {
  step: 0,
  repeat: 0,
  node: 'worker-1',
  slot: { pool: 'w', role: 'worker', ordinal: 0 },
} as const;
const drain = (edge: 'begin' | 'end') => ({ type: 'intent', ...step, action: 'drain', edge }) as const;
const pod = { step: 0, namespace: 'shop', pod: 'web-1', uid: 'u1', node: 'worker-1' };
type Result = Extract<JournalEntry, { type: 'eviction' }>['result'];
const eviction = (result: Result, detail?: string, of = pod) =>
  ({ type: 'eviction', ...of, result, ...(detail !== undefined && { detail }) }) as const;
const budget = { name: 'web', allowed: 0, healthy: 2, desired: 2, expected: 3 };
const held = (reasons: readonly string[], budgets = [budget]) =>
  ({ type: 'eviction-held', ...pod, sinceUs: 12_000_000, budgets, reasons }) as const;

function explain(...entries: readonly (readonly [atS: number, entry: JournalEntry])[]) {
  const timeline = foldTimeline(
    [[10, drain('begin')] as const, ...entries].map(([atS, entry]) => at(atS, entry)),
  );
  return heldEvictions(timeline.steps.slice(0, 1), timeline);
}

it('names the pod, its budget with the numbers, the seconds, and why the successor is not ready', () => {
  const found = explain(
    [12, eviction('blocked', 'web needs 2')],
    [17, held(['pod shop/web-2: starting'])],
    [22, held(['pod shop/web-2: image not found'])],
    [30, eviction('accepted')],
    [31, drain('end')],
  );
  expect(reasonsText(found)).toBe(
    'pod shop/web-1 on worker-1 could not be evicted for 18 s; budget shop/web allows 0 disruptions now (2 of 3 pods are healthy, 2 must be); not ready: pod shop/web-2: image not found',
  );
  expect(found[0]?.refs).toContainEqual({ record: 'eviction-held', atUs: 22_000_000 });
});

it('says where no pod can become ready that would let the budget allow one', () => {
  const full = { name: 'web', allowed: 0, healthy: 3, desired: 3, expected: 3 };
  const found = explain(
    [12, eviction('blocked', 'web needs 3')],
    [17, held([], [full])],
    [42, eviction('timed-out', 'web needs 3')],
    [43, eviction('deleted')],
    [44, drain('end')],
  );
  expect(reasonsText(found)).toBe(
    'pod shop/web-1 on worker-1 was not evicted within 30 s; budget shop/web allows 0 disruptions now (3 of 3 pods are healthy, 3 must be): it allows none even with every pod healthy',
  );
});

it("has the API server's last answer where no budget was recorded", () => {
  const found = explain(
    [12, eviction('refused', '500 webhook failed')],
    [14, eviction('refused', '403 webhook denied')],
    [20, drain('end')],
  );
  expect(reasonsText(found)).toBe(
    'pod shop/web-1 on worker-1 was not evicted within 8 s; 403 webhook denied',
  );
});

it('lists the longest first, and none of a few seconds or of another step', () => {
  const of = (uid: string, step = 0) => ({ ...pod, pod: uid, uid, step });
  const found = explain(
    [12, eviction('blocked', 'no', of('short'))],
    [12, eviction('blocked', 'no', of('long'))],
    [12, eviction('blocked', 'no', of('middle'))],
    [12, eviction('blocked', 'no', of('elsewhere', 1))],
    [14, eviction('accepted', undefined, of('short'))],
    [20, eviction('gone', undefined, of('middle'))],
    [30, eviction('accepted', undefined, of('long'))],
    [31, drain('end')],
  );
  expect(found.map(({ values }) => values.pod)).toEqual(['long', 'middle']);
});

it('counts until the last record while the drain has not ended', () => {
  const found = explain([12, eviction('blocked', 'no')], [24, held([])]);
  expect(found.map(({ values }) => [values.ms, values.ended])).toEqual([[12_000, false]]);
});
