import type { Summary } from '../../judge/answer/summary.ts';
import { type Section, tableOr } from '../document.ts';

/** Which values to change, and why. */
export function adviceSection(summary: Summary): Section {
  return {
    id: 'advice',
    heading: 'Advice',
    blocks: [
      tableOr(
        {
          caption: 'Hypotheses, until a run with these values approves',
          columns: [{ name: 'Setting' }, { name: 'From' }, { name: 'To' }, { name: 'Why' }],
          rows: summary.advice.map((advice) => ({
            cells: [advice.setting, advice.from, advice.to, advice.why],
          })),
        },
        'No setting is advised to be changed.',
      ),
    ],
    source: 'The judge, from overlapped windows and known mechanisms in the episodes above.',
  };
}
