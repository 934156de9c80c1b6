import { clock, duration, stretch } from '../../format/durations.ts';
import { count, percent } from '../../format/numbers.ts';
import type { LaneSummary, PhaseSpan, RigSummary, Summary } from '../../judge/summary.ts';
import { type Block, type Cell, missing, type Row, type Section, tableOr } from '../document.ts';
import { laneName, orderedLanes, outcomeCell, outcomesText } from '../names.ts';

/** Whether every scheduled request is accounted for. */
export function accountingSection(summary: Summary): Section {
  return {
    id: 'accounting',
    heading: 'Accounting',
    blocks: [
      tableOr(
        {
          caption: 'Every scheduled request of the run has exactly one outcome',
          columns: [
            { name: 'Lane' },
            { name: 'Scheduled', numeric: true },
            { name: 'Outcomes' },
            { name: 'Complete' },
            { name: 'Rate / s', numeric: true },
            { name: 'Resolution', numeric: true, title: '1 / rate: nothing shorter can be distinguished' },
            {
              name: 'Sockets opened',
              numeric: true,
              title:
                'Over the whole run: sockets are numbered as they open, and this is the last number in use',
            },
            {
              name: 'Waited for one',
              numeric: true,
              title:
                'Requests that found every connection busy, where the scenario limits how many there are, and the longest wait',
            },
          ],
          rows: orderedLanes(summary.lanes).map((lane) => ({
            cells: [
              laneName(lane),
              count(lane.accounting.scheduled),
              outcomesText(lane.accounting.outcomes) || 'none',
              completeCell(lane.accounting),
              count(lane.ratePerS),
              lane.resolutionMs > 0 ? duration(lane.resolutionMs) : missing('not known'),
              count(lane.connections),
              waitedCell(lane.waited),
            ],
          })),
        },
        'No lane was measured.',
      ),
    ],
    source:
      "Complete: the scheduler's own count in journal.ndjson (lane-end) = sum of outcomes = rows read from the sample file.",
  };
}

function waitedCell(waited: LaneSummary['waited']): Cell {
  if (waited === undefined) return '0';
  return { text: `${count(waited.requests)} (${duration(waited.longestMs)})`, tone: 'unsure' };
}

function completeCell({ complete, torn }: LaneSummary['accounting']): Cell {
  if (!complete) return { text: torn ? '✕ incomplete: the file is torn' : '✕ incomplete', tone: 'bad' };
  return torn
    ? { text: '? complete, but the file is torn', tone: 'unsure' }
    : { text: '✓ complete', tone: 'good' };
}

/** When the harness could not see. */
export function blindSection(summary: Summary): Section {
  return {
    id: 'blind',
    heading: 'Blind spots',
    blocks: [
      tableOr(
        {
          caption: 'Between these times the absence of a record proves nothing',
          columns: [
            { name: 'Watch of' },
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
        'No watch was recorded as blind.',
      ),
    ],
    source: 'journal.ndjson, records of type blind.',
  };
}

/** The measuring side, measured. */
export function rigSection(summary: Summary): Section {
  const { rig } = summary;
  return {
    id: 'rig',
    heading: 'The rig itself',
    blocks: rig === null ? [rigUnknown] : [rigText(rig), marksOf(rig), ...remediesOf(rig)],
    source:
      'journal.ndjson, records of type rig and thread (one a second): lag of each request behind its intended start, event loop, garbage collection, processors. The control lane asks a server that no upgrade touches, over the same proxy.',
  };
}

const rigUnknown: Block = {
  kind: 'text',
  text: "The rig was not measured: harm can't be separated from the machine's own delay.",
  tone: 'unsure',
};

function rigText({ lagP99Ms, lagMaxMs, cpuBusyMean, ...health }: RigSummary): Block {
  // No schedule is kept to the nanosecond: a greatest lag of 0 means that no second was recorded.
  if (lagMaxMs === 0) return rigUnknown;
  const lag = `p99 of the send delay, second by second: at most ${duration(lagP99Ms)} in 99% of seconds; the worst request ${duration(lagMaxMs)} late`;
  const sentences = [
    lag,
    `The machine was ${percent(cpuBusyMean)} busy on average`,
    ...pausesText(health),
    ...(health.cpuPressureMean === undefined
      ? []
      : [`Some task waited for a processor in ${percent(health.cpuPressureMean)} of the time`]),
  ];
  return { kind: 'text', text: `${sentences.join('. ')}.` };
}

/** Where garbage collection was not measured, the event loop is left out with it. */
function pausesText({ loopMaxMs, gcMaxMs }: Pick<RigSummary, 'loopMaxMs' | 'gcMaxMs'>): string[] {
  if (loopMaxMs === undefined || gcMaxMs === undefined) return [];
  return [
    `A load thread's event loop stood still for ${duration(loopMaxMs)} at most, and collected garbage for ${duration(gcMaxMs)} at a stretch at most`,
  ];
}

/** What to do, with the measured reason. A mark excuses nothing by itself, and neither does this. */
function remediesOf({ remedies }: RigSummary): Block[] {
  return remedies.map(
    (text): Block => ({ kind: 'text', text: `To disturb the next run less: ${text}`, tone: 'unsure' }),
  );
}

/** How many stretches are named for each reason; summary.json has all. */
const namedStretches = 6;

function marksOf({ marked }: RigSummary): Block {
  return tableOr(
    {
      caption: 'When the rig was disturbed',
      columns: [
        { name: 'Why' },
        { name: 'Stretches', numeric: true },
        { name: 'Seconds', numeric: true },
        { name: 'When, the longest' },
      ],
      rows: [...Map.groupBy(marked, (mark) => mark.why)].map(([why, marks]) => ({
        cells: [why, count(marks.length), count(sumOf(marks.map(lengthUs)) / 1_000_000), longest(marks)],
      })),
    },
    'No stretch was marked as disturbed by the rig.',
  );
}

type Mark = RigSummary['marked'][number];

/** The longest ones, in order of time. */
function longest(marks: readonly Mark[]): string {
  const chosen = new Set(marks.toSorted((a, b) => lengthUs(b) - lengthUs(a)).slice(0, namedStretches));
  const named = marks.filter((mark) => chosen.has(mark)).map((mark) => stretch(mark.fromUs, mark.toUs));
  const left = marks.length - chosen.size;
  return `${named.join(', ')}${left > 0 ? `, and ${count(left)} more in summary.json` : ''}`;
}

function lengthUs({ fromUs, toUs }: Mark): number {
  return toUs - fromUs;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

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
