import type { Summary } from '../../judge/answer/summary.ts';
import { type Section, tableOr } from '../document.ts';

/** Which settings to change, and why. */
export function recommendationsSection(summary: Summary): Section {
  return {
    id: 'recommendations',
    heading: 'Recommendations',
    blocks: [
      tableOr(
        {
          caption: 'Hypotheses until a run with these values passes',
          columns: [{ name: 'Setting' }, { name: 'From' }, { name: 'To' }, { name: 'Why' }],
          rows: summary.recommendations.map(({ setting, from, to, why }) => ({
            cells: [setting, from, to, why],
          })),
        },
        'No change of a setting is recommended.',
      ),
    ],
    source: 'The judge, from overlapping steps and the known mechanisms of the episodes above.',
  };
}
