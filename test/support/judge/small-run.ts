import fc from 'fast-check';
import type { JournalEntry, JournalRecord } from '../../../harness/journal/records.ts';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { judge } from '../../../harness/judge/judge.ts';
import type { LaneData } from '../../../harness/judge/lanes/lane-data.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { type Behaviour, healthy, journal, lane, s, scenario, withAccounts } from './simulated-run.ts';

/** Few enough for many runs, and enough for an approval. */
const ratePerS = 20;
export const reused = lane({ lane: 'reused', kind: 'reused', ratePerS });
export const fresh = (behaviour: Behaviour) => lane({ behaviour, ratePerS });
export const clean = [reused, fresh(healthy)];

/** The journal of the simulated run, at that rate. */
export function run(): JournalRecord[] {
  return journal().map((one) => (one.type === 'lane' ? { ...one, ratePerS } : one));
}

export function judged(records: readonly JournalRecord[], lanes: readonly LaneData[] = clean): Summary {
  const inOrder = records.toSorted((a, b) => a.atUs - b.atUs);
  return judge({ scenario, timeline: foldTimeline(inOrder), lanes, torn: false, floor: null, tool: '0.1.0' });
}

export const whole = withAccounts(run(), clean);
export const second = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
export const at = (atS: number, entry: JournalEntry): JournalRecord =>
  ({ atUs: s(atS), ...entry }) as JournalRecord;
