import { expect, test } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { summarizeHooks } from '../../../../harness/judge/summaries/hooks.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';

const place = { name: 'commit', when: 'before', at: 'pool', of: 'search', step: 1 } as const;
const begin: JournalRecord = { atUs: 10, type: 'hook', ...place, edge: 'begin' };
const end: JournalRecord = {
  ...{ atUs: 30, type: 'hook', ...place, edge: 'end', outcome: 'failed', detail: 'exit code 4 instead of 0' },
};

test('has what each hook did, and how it ended', () => {
  const again: JournalRecord = { ...begin, atUs: 40 };
  const { hooks } = summarizeHooks(foldTimeline([begin, end, again]));
  expect(hooks).toEqual([
    { ...place, fromUs: 10, toUs: 30, outcome: 'failed', detail: 'exit code 4 instead of 0' },
    { ...place, fromUs: 40, toUs: null, outcome: 'unknown', detail: null },
  ]);
});

test('finds the end of each where nodes side by side have theirs at the same time', () => {
  const ofNode = (of: string, step: number) => ({ ...place, at: 'node', of, step }) as const;
  const first: JournalRecord = { atUs: 10, type: 'hook', ...ofNode('worker-1', 1), edge: 'begin' };
  const second: JournalRecord = { atUs: 11, type: 'hook', ...ofNode('worker-2', 2), edge: 'begin' };
  const { hooks } = summarizeHooks(
    foldTimeline([
      ...[first, second],
      { ...first, atUs: 20, edge: 'end', outcome: 'done' },
      { ...second, atUs: 30, edge: 'end', outcome: 'failed' },
    ]),
  );
  expect(hooks).toMatchObject([
    { of: 'worker-1', fromUs: 10, toUs: 20, outcome: 'done' },
    { of: 'worker-2', fromUs: 11, toUs: 30, outcome: 'failed' },
  ]);
});

test('is left out where none ran', () => {
  expect(summarizeHooks(foldTimeline([]))).toEqual({});
});
