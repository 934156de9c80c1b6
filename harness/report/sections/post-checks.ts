import type { Summary } from '../../judge/answer/summary.ts';
import { type Section, tableOr } from '../document.ts';

/** What was looked at after the roll. */
export function postChecksSection(summary: Summary): Section {
  return {
    id: 'post-checks',
    heading: 'Post-checks',
    blocks: [
      tableOr(
        {
          caption: 'State of the cluster after the roll',
          columns: [{ name: 'Check' }, { name: 'Result' }, { name: 'Detail' }],
          rows: summary.postChecks.map((check) => ({
            cells: [
              check.id,
              check.ok === null
                ? { text: '? not checked', tone: 'unsure' }
                : check.ok
                  ? { text: '✓ holds', tone: 'good' }
                  : { text: '✕ does not hold', tone: 'bad' },
              check.detail,
            ],
          })),
        },
        'No post-check was made.',
      ),
    ],
    source:
      'journal.ndjson, records of type inventory (before the baseline and after the roll); for evicted pods, records of type eviction and pod.',
  };
}
