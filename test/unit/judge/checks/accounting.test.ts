import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import type { SampleColumns } from '../../../../harness/journal/samples.ts';
import { takeAccount } from '../../../../harness/judge/checks/accounting.ts';
import type { LaneData, LaneSchedule } from '../../../../harness/judge/lanes/lane-data.ts';
import { createLaneView } from '../../../../harness/judge/lanes/lane-view.ts';
import { createArrivals } from '../../../../harness/plan/arrivals.ts';
import type { Arrival } from '../../../../harness/scenario/scenario.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import { journal, lane, s, scenario, withAccounts } from '../../../support/judge/simulated-run.ts';

/** Problems of a lane whose closing account matches its file. */
function listFaults(
  data: LaneData,
  records: readonly JournalRecord[] = journal(),
  schedule: LaneSchedule | null = null,
) {
  const timeline = foldTimeline(withAccounts(records, [data]));
  return sentences(takeAccount(createLaneView(data, 1_000, schedule), { timeline, scenario }).faults);
}

function without(data: LaneData, dropped: (row: number) => boolean): LaneData {
  const { length, ...columns } = data.columns;
  const kept = Object.entries(columns).map(([name, column]) => [
    name,
    column.filter((_: number, row: number) => !dropped(row)),
  ]);
  const left = Object.fromEntries(kept) as Omit<SampleColumns, 'length'>;
  return { ...data, columns: { length: left.seq.length, ...left } };
}

describe('the account of a lane', () => {
  it('is complete if every slot from the baseline to the recovery has its row', () => {
    expect(listFaults(lane())).toEqual([]);
    expect(listFaults(lane({ kind: 'reused', ratePerS: 7 }))).toEqual([]);
  });

  it('is not balanced by a generator that lost a request and agrees with itself', () => {
    expect(listFaults(without(lane(), (row) => row === 17))).toEqual([
      '1 of the numbers 0 to 29998 are missing, the first is 17',
    ]);
  });

  it('misses requests that were never numbered', () => {
    const lossy = without(lane(), (row) => row >= 5_000 && row < 5_300);
    lossy.columns.seq.forEach((_, row) => {
      lossy.columns.seq[row] = row;
    });
    expect(listFaults(lossy)).toEqual(['29,700 requests from 1:40.0 to 6:40.0, where 100/s makes 30,000']);
  });

  it('requires an open lane to continue until the end of the recovery', () => {
    expect(listFaults(lane({ toS: 385 }))).toEqual([
      "its last request was due at 6:25.0, before the recovery's end at 6:30.0",
    ]);
    expect(listFaults(lane({ fromS: 110 }))).toEqual([
      "its first request was due at 1:50.0, after the baseline's begin",
    ]);
    expect(listFaults(lane({ kind: 'closed', toS: 385 }))).toEqual([]);
  });

  it('is complete in a run that was ended early', () => {
    const ended = journal().flatMap((one): JournalRecord[] => {
      if (one.type !== 'phase' || one.atUs <= s(250)) return one.atUs <= s(250) ? [one] : [];
      return one.phase === 'upgrade' ? [{ ...one, atUs: s(250), outcome: 'aborted' }] : [];
    });
    expect(listFaults(lane({ toS: 250 }), ended)).toEqual([]);
  });

  it('is not complete without a closing record', () => {
    const timeline = foldTimeline(journal().filter((one) => one.type !== 'lane-end'));
    expect(takeAccount(createLaneView(lane(), 1_000), { timeline, scenario })).toMatchObject({
      accounting: { complete: false, scheduled: 30_000 },
      faults: [{ code: 'no-closing-account' }],
    });
  });
});

describe('the account of a lane with a recorded schedule', () => {
  const patterns: readonly Arrival[] = [
    { pattern: 'random' },
    { pattern: 'constant' },
    { pattern: 'poisson' },
    {
      pattern: 'steps',
      steps: [
        { forMs: 3_000, ratePerS: 50 },
        { forMs: 2_000, ratePerS: 175 },
      ],
    },
    { pattern: 'replay', file: 'p', offsetsUs: [0, 0, 5_000, 27_000], cycleUs: 40_000 },
  ];
  const scheduled = (arrival: Arrival): LaneData => {
    const data = lane();
    const arrivals = createArrivals(arrival, 100, 3);
    data.columns.intendedUs.forEach((_, row) => {
      data.columns.intendedUs[row] = s(100) + arrivals.next();
    });
    return data;
  };

  it.each(patterns)('is complete if each request was due as scheduled ($pattern)', (arrival) => {
    expect(listFaults(scheduled(arrival), journal(), { arrival, seed: 3 })).toEqual([]);
  });

  it.each(patterns)('misses requests that were never numbered ($pattern)', (arrival) => {
    const lossy = without(scheduled(arrival), (row) => row === 5_000);
    lossy.columns.seq.forEach((_, row) => {
      lossy.columns.seq[row] = row;
    });
    expect(listFaults(lossy, journal(), { arrival, seed: 3 })).toEqual([
      expect.stringMatching(
        /requests were not due when the schedule makes them due, the first is number 500\d/,
      ),
    ]);
  });
});
