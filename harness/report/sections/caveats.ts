import type { Summary } from '../../judge/answer/summary.ts';
import { reasonText } from '../../reasons/reason.ts';
import type { Section } from '../document.ts';

/** Caveats about the numbers. */
export function caveatsSection(summary: Summary): Section {
  return {
    id: 'caveats',
    heading: 'Caveats',
    blocks:
      summary.caveats.length === 0
        ? [{ kind: 'text', text: 'The judge found none.' }]
        : [{ kind: 'list', items: summary.caveats.map(reasonText) }],
    source: 'The judge, from the run directory: truncated files, missing records, unknown mechanisms.',
  };
}
