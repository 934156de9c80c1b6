import type { Summary } from '../../judge/answer/summary.ts';
import { type Section, tableOr } from '../document.ts';

/** Warnings about the scenario and its manifests from before the run. */
export function warningsSection({ warnings }: Summary): Section {
  return {
    id: 'warnings',
    heading: 'Warnings on the scenario and its manifests',
    blocks: [
      tableOr(
        {
          caption: 'Printed before the run; `rehearse validate` prints them, too',
          columns: [{ name: 'Place' }, { name: 'Code' }, { name: 'Warning' }],
          rows: warnings.map(({ file, line, column, code, message }) => ({
            cells: [line === null ? file : `${file}:${line}:${column ?? 1}`, code, message],
          })),
        },
        'There are none.',
      ),
    ],
    source: 'journal.ndjson (warning).',
  };
}
