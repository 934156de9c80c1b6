import { expect, it } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import type { JournalEntry } from '../../../harness/journal/records.ts';
import { journalDoorFailures } from '../../../harness/observe/door-failures.ts';

const lost = { target: 'web', node: 'w1', unanswered: 2, broken: 1 };

async function journaled(failures: () => Promise<readonly (typeof lost)[]>): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  const journal = { append: (entry: JournalEntry) => void entries.push(entry) } as never;
  const ended = new AbortController();
  let asked = 0;
  const door = {
    failures: () => {
      asked += 1;
      if (asked === 2) ended.abort();
      return failures();
    },
  };
  await journalDoorFailures(door, { journal, clock: clockFrom() }, ended.signal);
  return entries;
}

it('journals failures since the last check, also at the end', async () => {
  const looks = [[lost], [], [lost]];
  const entries = await journaled(async () => looks.shift() ?? []);
  expect(entries).toEqual([
    { type: 'door', fromUs: expect.any(Number), toUs: expect.any(Number), ...lost },
    { type: 'door', fromUs: expect.any(Number), toUs: expect.any(Number), ...lost },
  ]);
});

it('records a front door that cannot report failures', async () => {
  const entries = await journaled(() => Promise.reject(new Error('gone')));
  expect(entries).toEqual([
    { type: 'note', message: expect.stringContaining('the failures of the front door cannot be read: gone') },
  ]);
});
