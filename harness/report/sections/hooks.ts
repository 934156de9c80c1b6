import { clock, duration } from '../../format/durations.ts';
import type { HookSummary, Summary } from '../../judge/answer/summary.ts';
import { missing, type Section } from '../document.ts';
import { outcomeCell } from '../names.ts';

/** What the user's hooks did, where, and how they ended. */
export function hooksSection({ hooks = [] }: Summary): Section {
  return {
    id: 'hooks',
    heading: 'Hooks',
    blocks: [
      {
        kind: 'table',
        caption: 'One row for each hook that ran',
        columns: [
          { name: 'Hook' },
          { name: 'Place' },
          { name: 'From', numeric: true },
          { name: 'Duration', numeric: true },
          { name: 'Outcome' },
          { name: 'Detail' },
        ],
        rows: hooks.map((hook) => ({
          cells: [
            hook.name,
            describePlace(hook),
            clock(hook.fromUs),
            hook.toUs === null ? missing('end not recorded') : duration((hook.toUs - hook.fromUs) / 1000),
            outcomeCell(hook.outcome),
            hook.detail ?? '',
          ],
        })),
      },
    ],
    source:
      'journal.ndjson, records of type hook. Requests that failed while a hook ran count to the step whose window holds that time.',
  };
}

const describePlace = ({ when, at, of }: HookSummary): string =>
  of === null ? `${when} the ${at}` : `${when} ${at} ${of}`;
