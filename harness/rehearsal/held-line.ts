import type { JournalEntry } from '../journal/records.ts';
import { reasonText } from '../reasons/reason.ts';
import { describeHeld } from '../timeline/held-evictions.ts';
import type { Run } from './run.ts';

type Held = Extract<JournalEntry, { type: 'eviction-held' }>;

/** Journals, and tells of evictions that are held while they are. */
export function appendAndTellHeld({ journal, clock, view }: Pick<Run, 'journal' | 'clock' | 'view'>) {
  return (entry: JournalEntry): void => {
    journal.append(entry);
    if (entry.type === 'eviction-held') view.say(formatHeldLine(entry, clock.nowUs()));
  };
}

/** A held eviction for people, while it is held. */
export function formatHeldLine(held: Held, nowUs: number): string {
  const { namespace, pod, node, sinceUs } = held;
  const why = { ...held, atUs: nowUs };
  return reasonText(
    describeHeld({ namespace, pod, node, fromUs: sinceUs, toUs: nowUs, ended: true, answer: null, why }),
  );
}
