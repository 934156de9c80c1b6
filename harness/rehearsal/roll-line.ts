import type { JournalEntry } from '../journal/records.ts';

/** Severity, date, time, thread and place, as Kubernetes' programs (klog) write them before a line. */
const klogHeader = /^[IWEF]\d{4} [\d:.]+ +\d+ [^ ]+\] /;

/** A line of a rolling command for people: the tool, and what it says. */
export function formatRollLine({
  command,
  text,
}: Pick<Extract<JournalEntry, { type: 'roll-line' }>, 'command' | 'text'>): string {
  return `${command}: ${text.replace(klogHeader, '')}`;
}
