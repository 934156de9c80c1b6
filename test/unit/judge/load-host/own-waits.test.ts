import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord } from '../../../../harness/journal/records.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import { journal, lane, s, scenario, withAccounts } from '../../../support/judge/simulated-run.ts';

const waited = (atS: number, entry: Partial<Extract<JournalEntry, { type: 'waited' }>>): JournalRecord =>
  ({
    ...{ atUs: s(atS), type: 'waited', target: 'web', lane: 'few' },
    ...{ fromUs: s(atS - 1), toUs: s(atS), requests: 1, firstSeq: 0, lastSeq: 0, longestUs: 1, totalUs: 1 },
    ...entry,
  }) as JournalRecord;

/** A lane limited to five connections, and one without a limit. */
function summarizeWaits(...waits: readonly JournalRecord[]) {
  const lanes = ['few', 'fresh'].map((name) => lane({ lane: name, kind: 'reused' }));
  const opening = {
    ...{ atUs: s(99), type: 'lane', target: 'web', lane: 'few', file: 'web.few.local.arrows' },
    ...{ ratePerS: 100, kind: 'reused', protocol: 'http1', tls: false },
    ...{ connections: 5, limit: 5, schedule: null },
  } as JournalRecord;
  const records = [...journal(), opening, ...waits].sort((a, b) => a.atUs - b.atUs);
  return judge({
    ...{ scenario, lanes, torn: false, floor: null, tool: '0.1.0' },
    timeline: foldTimeline(withAccounts(records, lanes)),
  });
}

describe('a lane whose requests waited for its own connections', () => {
  const summary = summarizeWaits(
    waited(200, {
      requests: 120,
      firstSeq: 10_000,
      lastSeq: 10_119,
      longestUs: 1_004_000,
      totalUs: 60_000_000,
    }),
    waited(201, { requests: 81, firstSeq: 10_090, lastSeq: 10_200, longestUs: 900_000, totalUs: 20_000_000 }),
  );

  it('lists which requests waited and how long', () => {
    const own = summary.lanes.find((one) => one.lane === 'few');
    expect(own?.waited).toEqual({
      ...{ requests: 201, firstSeq: 10_000, lastSeq: 10_200, longestMs: 1_004, totalMs: 80_000 },
      ...{ fromUs: s(199), toUs: s(201) },
    });
    expect(summary.lanes.find((one) => one.lane === 'fresh')).not.toHaveProperty('waited');
  });

  it('is a caveat of the run', () => {
    const named = sentences(summary.caveats).filter((text) =>
      text.includes('waited for one of its 5 connections'),
    );
    expect(named).toHaveLength(1);
    expect(named[0]).toContain('201 requests of web/few');
    expect(named[0]).toContain('`count`');
    expect(sentences(summarizeWaits().caveats).join()).not.toContain('waited');
  });
});
