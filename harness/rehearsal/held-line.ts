import type { JournalEntry } from '../journal/records.ts';
import { reasonText } from '../reasons/reason.ts';
import { describeHeld } from '../timeline/held-evictions.ts';

type Held = Extract<JournalEntry, { type: 'eviction-held' }>;

/** A held eviction for people, while it is held. */
export function formatHeldLine(held: Held, nowUs: number): string {
  const { namespace, pod, node, sinceUs } = held;
  const why = { ...held, atUs: nowUs };
  return reasonText(
    describeHeld({ namespace, pod, node, fromUs: sinceUs, toUs: nowUs, ended: true, answer: null, why }),
  );
}
