import { count } from '../../format/numbers.ts';
import { quantity } from '../../format/quantity.ts';
import type { NoiseFloorSummary, Summary } from '../../judge/answer/summary.ts';
import { type Block, missing, type Section } from '../document.ts';
import { scopeName } from '../names.ts';

/** What this machine shows when nothing is upgraded, and what that says of this run's misses. */
export function noiseFloorSection({ noiseFloor }: Summary): Section {
  return {
    id: 'noise-floor',
    heading: 'The noise floor',
    blocks: noiseFloor === null ? [unknown] : blocksOf(noiseFloor),
    source: `noise-floor.ndjson of the run directory: one line for each earlier run of this scenario on this machine that upgraded nothing (upgrade.none)${noiseFloor === null ? '' : `, copied from noise-floor/${noiseFloor.key}.ndjson when this run began, sha256 ${noiseFloor.sha256}`}. A miss no greater than the most of them in the same step is unresolved, never met.`,
  };
}

const unknown: Block = {
  kind: 'text',
  text: 'No noise floor was noted when this run began: nothing was excused by it.',
};

function blocksOf(floor: NoiseFloorSummary): Block[] {
  if (!floor.intact)
    return [
      {
        kind: 'text',
        text: 'The copy of the noise floor is not the one that was noted when this run began: it is left out.',
        tone: 'unsure',
      },
    ];
  return [
    { kind: 'text', text: worth(floor) },
    ...(floor.runs.length === 0 || floor.compared.length === 0 ? [] : [table(floor)]),
    ...(floor.runs.length === 0
      ? []
      : [{ kind: 'text', text: `Its runs: ${floor.runs.join(', ')}.` } as const]),
  ];
}

/** How many A/A runs there are, what they excused, and what is missing until they may. */
function worth({ runs, needed, compared }: NoiseFloorSummary): string {
  const what = 'of this scenario on this machine that upgraded nothing';
  const since = 'known when this run began';
  const known =
    runs.length === 0
      ? `No run ${what} was ${since}.`
      : `${count(runs.length)} ${runs.length === 1 ? `run ${what} was` : `runs ${what} were`} ${since}.`;
  const lacking = needed - runs.length;
  if (lacking > 0)
    return `${known} A miss may be excused as noise from ${count(needed)} on: ${count(lacking)} more are needed, each a run of the scenario with upgrade.none.`;
  const excused = compared.filter((one) => one.excuses).length;
  return `${known} ${excused === 0 ? 'They excused nothing in this run.' : `They make ${count(excused)} of ${count(compared.length)} criteria unresolved that were missed otherwise: it may be noise.`}`;
}

function table({ compared, needed }: NoiseFloorSummary): Block {
  return {
    kind: 'table',
    caption: 'This run compared with those that upgraded nothing',
    columns: [
      { name: 'Criterion' },
      { name: 'Applies to' },
      { name: 'This run', numeric: true },
      { name: 'Most of the A/A runs', numeric: true },
      { name: 'A/A runs compared', numeric: true },
      { name: 'It says' },
    ],
    rows: compared.map(({ id, scope, unit, value, most, windows, excuses }) => ({
      cells: [
        id,
        scopeName(scope) || 'the whole run',
        value === null ? missing() : quantity(value, unit),
        most === null ? missing() : quantity(most, unit),
        count(windows),
        excuses
          ? { text: '? unresolved: it may be noise', tone: 'unsure' }
          : windows < needed
            ? missing('nothing yet')
            : 'excuses nothing',
      ],
    })),
  };
}
