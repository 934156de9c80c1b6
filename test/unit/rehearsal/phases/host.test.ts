import { describe, expect, it } from 'vitest';
import type { HostEntry } from '../../../../harness/journal/host-entries.ts';
import type { JournalEntry, JournalRecord, Phase } from '../../../../harness/journal/records.ts';
import { createSaturationAlarm } from '../../../../harness/rehearsal/phases/host.ts';
import { TimelineFold } from '../../../../harness/timeline/timeline.ts';
import { silentView } from '../../../support/rehearsal/silent-view.ts';

/** Two seconds that end at `toS`. */
const entry = (toS: number, waitedUs: number): HostEntry => ({
  ...{ type: 'host', fromUs: (toS - 2) * 1e6, toUs: toS * 1e6, ranUs: 1_000, waitedUs },
  cpus: { replica: 0.2, tool: 0.1, outside: 1.7 },
  outside: [{ name: 'bash', count: 40, pid: 811, cpus: 1.6 }],
});
const busy = 100_000;
const calm = 500;

function alarmed() {
  const timeline = new TimelineFold('left out');
  const journal: JournalEntry[] = [];
  const said: string[] = [];
  const alarm = createSaturationAlarm({
    timeline,
    journal: { append: (one) => journal.push(one), close: () => {} },
    view: { ...silentView(), say: (line) => said.push(line) },
  });
  const begin = (phase: Phase, atS: number) =>
    timeline.add({ atUs: atS * 1e6, type: 'phase', phase, edge: 'begin' } as JournalRecord);
  return { alarm, begin, journal, said };
}

describe('the warning of a saturated baseline', () => {
  it('is shown once and journaled, with the processes that use the processors and how to stop', () => {
    const { alarm, begin, journal, said } = alarmed();
    begin('baseline', 10);
    for (const toS of [12, 14]) alarm(entry(toS, busy));
    expect(said).toEqual([]);
    for (const toS of [16, 18, 20]) alarm(entry(toS, busy));
    expect(said).toEqual([
      expect.stringMatching(
        /^this machine is too busy to judge the upgrade: .*bash \(40 processes, busiest pid 811\) 1\.6.*inconclusive\. Press Ctrl-C to end the run/,
      ),
    ]);
    expect(journal).toEqual([{ type: 'note', message: said[0] }]);
  });

  it('is not shown before the baseline, after it, or if less than half of it was saturated', () => {
    const { alarm, begin, said } = alarmed();
    begin('settle', 0);
    for (const toS of [4, 6, 8, 10]) alarm(entry(toS, busy));
    begin('baseline', 10);
    for (const toS of [12, 14, 16, 18]) alarm(entry(toS, calm));
    for (const toS of [20, 22, 24, 26]) alarm(entry(toS, busy));
    begin('upgrade', 26);
    for (const toS of [28, 30, 32]) alarm(entry(toS, busy));
    expect(said).toEqual([]);
  });
});
