import { clock, duration, stretch } from '../../format/durations.ts';
import type { PhaseSpan, Summary } from '../../judge/answer/summary.ts';
import { missing, type Row, type Section, tableOr } from '../document.ts';
import { outcomeCell } from '../names.ts';

/** When each phase was. */
export function phasesSection(summary: Summary): Section {
  return {
    id: 'phases',
    heading: 'Phases',
    blocks: [
      tableOr(
        {
          caption: `Counted from the start of the run, ${clock(0)} = ${summary.startedAt}`,
          columns: [
            { name: 'Phase' },
            { name: 'When', numeric: true },
            { name: 'Length', numeric: true },
            { name: 'Outcome' },
          ],
          rows: summary.phases.map(phaseRow),
        },
        'No phase was recorded.',
      ),
    ],
    source: 'journal.ndjson, records of type phase.',
  };
}

function phaseRow({ phase, fromUs, toUs, outcome }: PhaseSpan): Row {
  if (phase === 'teardown' && toUs === null)
    return { cells: [phase, `from ${clock(fromUs)}`, missing('–'), missing('follows the report')] };
  const length = toUs === null ? missing('end not recorded') : duration((toUs - fromUs) / 1000);
  return { cells: [phase, stretch(fromUs, toUs), length, outcomeCell(outcome)] };
}
