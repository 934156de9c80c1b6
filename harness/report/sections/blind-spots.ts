import { duration, stretch } from '../../format/durations.ts';
import type { Summary } from '../../judge/answer/summary.ts';
import { missing, type Section, tableOr } from '../document.ts';

/** When a watch of the harness was interrupted. */
export function blindSection(summary: Summary): Section {
  return {
    id: 'blind',
    heading: 'Blind spots',
    blocks: [
      tableOr(
        {
          caption: 'In these stretches a missing record proves nothing',
          columns: [
            { name: 'Watch' },
            { name: 'When', numeric: true },
            { name: 'Length', numeric: true },
            { name: 'Why' },
          ],
          rows: summary.blind.map((spot) => ({
            cells: [
              spot.resource,
              stretch(spot.fromUs, spot.toUs),
              spot.toUs === null ? missing('end not recorded') : duration((spot.toUs - spot.fromUs) / 1000),
              spot.why,
            ],
          })),
        },
        'No watch was interrupted.',
      ),
    ],
    source: 'journal.ndjson, records of type blind.',
  };
}
