import { count } from '../../format/numbers.ts';
import { quantity } from '../../format/quantity.ts';
import type { NoiseFloorSummary, Summary } from '../../judge/answer/summary.ts';
import { type Block, missing, type Section } from '../document.ts';
import { formatScope } from '../names.ts';

/** What A/A runs on this machine show, and which of this run's misses they excuse. */
export function noiseFloorSection({ noiseFloor }: Summary): Section {
  return {
    id: 'noise-floor',
    heading: 'Noise floor',
    blocks: noiseFloor === null ? [unknown] : createBlocks(noiseFloor),
    source: `noise-floor.ndjson of the run directory: one line for each earlier A/A run (a run of this scenario on this machine with upgrade.none)${noiseFloor === null ? '' : `, copied from noise-floor/${noiseFloor.key}.ndjson when this run began, sha256 ${noiseFloor.sha256}`}. A miss that does not exceed the highest value of these runs in the same step is unresolved, never met.`,
  };
}

const unknown: Block = {
  kind: 'text',
  text: 'No noise floor was recorded when this run began, so it excuses no miss.',
};

function createBlocks(floor: NoiseFloorSummary): Block[] {
  if (!floor.intact)
    return [
      {
        kind: 'text',
        text: 'The noise floor was changed after this run began: it is not used.',
        tone: 'unsure',
      },
    ];
  return [
    { kind: 'text', text: describeRuns(floor) },
    ...(floor.runs.length === 0 || floor.compared.length === 0 ? [] : [createTable(floor)]),
    ...(floor.runs.length === 0
      ? []
      : [{ kind: 'text', text: `Its runs: ${floor.runs.join(', ')}.` } as const]),
  ];
}

/** How many A/A runs there are, what they excused, and how many more are needed. */
function describeRuns({ runs, needed, compared }: NoiseFloorSummary): string {
  const what = 'of this scenario on this machine without an upgrade';
  const since = 'known when this run began';
  const known =
    runs.length === 0
      ? `No run ${what} was ${since}.`
      : `${count(runs.length)} ${runs.length === 1 ? `run ${what} was` : `runs ${what} were`} ${since}.`;
  const lacking = needed - runs.length;
  if (lacking > 0)
    return `${known} ${count(needed)} are needed before a miss can be noise: run the scenario ${count(lacking)} more times with upgrade.none.`;
  const excused = compared.filter((comparison) => comparison.excuses).length;
  return `${known} ${excused === 0 ? 'They excuse no miss of this run.' : `Because of them, ${count(excused)} of ${count(compared.length)} compared criteria are unresolved instead of missed: the difference may be noise.`}`;
}

function createTable({ compared, needed }: NoiseFloorSummary): Block {
  return {
    kind: 'table',
    caption: 'This run compared with the A/A runs',
    columns: [
      { name: 'Criterion' },
      { name: 'Applies to' },
      { name: 'This run', numeric: true },
      { name: 'Highest of the A/A runs', numeric: true },
      { name: 'A/A runs compared', numeric: true },
      { name: 'Result' },
    ],
    rows: compared.map(({ id, scope, unit, value, most, windows, excuses }) => ({
      cells: [
        id,
        formatScope(scope) || 'the whole run',
        value === null ? missing() : quantity(value, unit),
        most === null ? missing() : quantity(most, unit),
        count(windows),
        excuses
          ? { text: '? unresolved: may be noise', tone: 'unsure' }
          : windows < needed
            ? missing('too few runs')
            : 'no excuse',
      ],
    })),
  };
}
