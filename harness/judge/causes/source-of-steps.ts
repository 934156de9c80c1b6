import type { JournalEntry } from '../../journal/records.ts';
import type { Evidence } from '../evidence.ts';

/** The records that say what was done to a node: this tool's intents, or the lines of the command that rolls. */
export function sourceOfSteps({ timeline }: Pick<Evidence, 'timeline'>): JournalEntry['type'] {
  return timeline.cluster?.rolling === 'command' ? 'roll-line' : 'intent';
}
