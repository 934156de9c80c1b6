import type { Journal, JournalEntry } from '../../../harness/journal/records.ts';

/** A journal in memory. */
export function collected(): Journal & { readonly entries: JournalEntry[] } {
  const entries: JournalEntry[] = [];
  return { entries, append: (entry) => void entries.push(entry) };
}

/** The entries of one type. */
export function ofType<T extends JournalEntry['type']>(
  entries: readonly JournalEntry[],
  type: T,
): Extract<JournalEntry, { type: T }>[] {
  return entries.filter((entry): entry is Extract<JournalEntry, { type: T }> => entry.type === type);
}
