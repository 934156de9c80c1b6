import type { Summary } from '../../judge/answer/summary.ts';
import type { Section } from '../document.ts';

/** What to know before trusting a number. */
export function caveatsSection(summary: Summary): Section {
  return {
    id: 'caveats',
    heading: 'Caveats',
    blocks:
      summary.caveats.length === 0
        ? [{ kind: 'text', text: 'None was found by the judge.' }]
        : [{ kind: 'list', items: summary.caveats }],
    source:
      'Found by the judge while reading the run directory: torn files, missing records, unknown mechanisms.',
  };
}
