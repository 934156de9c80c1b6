import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { observedLags } from '../../../bench/lags/observed.ts';
import { getLags, lagTexts, readMeasuredLags } from '../../../harness/embedded/measured-lags.ts';
import { duration } from '../../../harness/format/durations.ts';
import { readJournal } from '../../../harness/journal/journal-reader.ts';

const recorded = join(import.meta.dirname, '../../fixtures/recorded-patch-roll/journal.ndjson');

describe('lags', () => {
  it('have an origin each', () => {
    const measured = readMeasuredLags();
    const texts = lagTexts(measured);
    for (const [name, ms] of Object.entries(getLags(measured)))
      expect(texts).toContainEqual(
        expect.stringMatching(`^${name} ${duration(ms)}, (median of \\d+|chosen)`),
      );
  });

  it('match what the recorded run on kind shows, if it shows them', () => {
    const { lags } = readMeasuredLags();
    for (const { lag, ms } of observedLags(readJournal(recorded).records)) {
      expect(lags[lag]).toMatchObject({ from: 'measured', observations: ms.length });
      expect(Math.min(...ms)).toBeLessThanOrEqual(lags[lag].ms);
      expect(Math.max(...ms)).toBeGreaterThanOrEqual(lags[lag].ms);
    }
  });

  it('are not taken from late observations after a blind period', () => {
    const pod = { uid: 'u', namespace: 'n', name: 'p', phase: 'Pending', ready: false, terminating: false };
    const rest = { ip: null, owner: 'ReplicaSet/r', restarts: 0, images: [], waiting: null };
    const seen = (atUs: number, node: string | null) =>
      ({ type: 'pod', atUs, change: 'modified', pod: { ...pod, ...rest, node } }) as const;
    const blind = (atUs: number, edge: 'begin' | 'end') =>
      ({ type: 'blind', atUs, resource: 'pods', edge, why: 'gone' }) as const;
    const bound = (records: Parameters<typeof observedLags>[0]) =>
      observedLags(records).find(({ lag }) => lag === 'bindMs')?.ms;
    expect(bound([seen(0, null), seen(5_000, 'w')])).toEqual([5]);
    expect(bound([seen(0, null), blind(1, 'begin'), seen(5_000, 'w'), blind(6_000, 'end')])).toEqual([]);
  });
});
