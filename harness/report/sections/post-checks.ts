import type { Summary } from '../../judge/answer/summary.ts';
import { type Section, tableOr } from '../document.ts';

/** State of the cluster after the roll, check by check. */
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
                  ? { text: '✓ passed', tone: 'good' }
                  : { text: '✕ failed', tone: 'bad' },
              check.detail,
            ],
          })),
        },
        'No post-check ran.',
      ),
    ],
    source:
      'journal.ndjson, records of type inventory (before the baseline and after the roll); for evicted pods, records of type eviction and pod.',
  };
}
