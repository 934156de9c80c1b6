import { latency } from '../../format/durations.ts';
import { change, count, percent, pointsChange, shareOf } from '../../format/numbers.ts';
import type { LaneSummary, LatencyStats, Summary, WindowStats } from '../../judge/answer/summary.ts';
import { laneKinds } from '../../scenario/lane-kinds.ts';
import { type Block, type Cell, type Column, missing, type Row, type Section, tableOr } from '../document.ts';
import { laneName, orderedLanes } from '../names.ts';

const statColumns: readonly Column[] = [
  {
    name: 'p50 ms',
    numeric: true,
    title: 'Median latency of answered requests; the source note says from when',
  },
  { name: 'p90 ms', numeric: true },
  { name: 'p99 ms', numeric: true, title: 'In parentheses its 95% interval, by order statistics' },
  { name: 'max ms', numeric: true },
  {
    name: 'Failed of scheduled',
    numeric: true,
    title: 'Requests without a right answer, of all that were due',
  },
  { name: 'Error rate', numeric: true, title: 'Failed / scheduled' },
  {
    name: 'Slow',
    numeric: true,
    title: "Answered, but slower than the scenario's load.slow; bad like a failure",
  },
];

const openLoopSource =
  'samples/<target>.<lane>.<source>.arrows, rows by intended start within the bounds of journal.ndjson. Latency: end − intended start of requests with outcome ok, percentiles by nearest rank. Failed: every other outcome but cancelled (in flight when the run ended).';

// A closed lane's intended start is the sending itself: autocannon has no schedule that a request could be late for.
const closedLoopSource =
  " A closed lane intends a request only when it sends it: its latency counts from sending and leaves out every wait before (coordinated omission), so a p50 below an open-loop lane's is no higher speed.";

const isClosed = ({ kind }: LaneSummary): boolean => !laneKinds[kind].openLoop;

function sourceOf(lanes: readonly LaneSummary[]): string {
  return lanes.some(isClosed) ? openLoopSource + closedLoopSource : openLoopSource;
}

/** The first table: every lane's latency and error rate, baseline against upgrade. */
export function lanesSection(summary: Summary): Section {
  const lanes = orderedLanes(summary.lanes);
  return {
    id: 'lanes',
    heading: 'Latency and errors, baseline against upgrade',
    blocks: [
      tableOr(
        {
          caption: 'Each lane over the whole baseline and the whole upgrade',
          columns: [{ name: 'Lane' }, { name: 'Phase' }, ...statColumns],
          rows: lanes.flatMap(comparedRows),
        },
        'No lane was measured.',
      ),
      ...(lanes.some(isClosed) ? [aboutClosedLanes] : []),
    ],
    source: sourceOf(lanes),
  };
}

const aboutClosedLanes: Block = {
  kind: 'text',
  text: 'A closed lane (autocannon) waits for an answer before it asks again: during an outage it asks less and so counts less. It is shown next to the open-loop lanes, and the verdict does not rest on it.',
};

function comparedRows(lane: LaneSummary): Row[] {
  const roles = { judged: '', control: ' (not upgraded)', shown: ' (not judged)' } as const;
  const name = `${laneName(lane)}${roles[lane.role]}`;
  return [
    { opens: true, cells: [name, 'baseline', ...statCells(lane.baseline)] },
    { opens: false, cells: [name, 'upgrade', ...statCells(lane.upgrade)] },
    { opens: false, cells: [name, 'change', ...changeCells(lane.baseline, lane.upgrade)] },
  ];
}

function statCells(stats: WindowStats | null): Cell[] {
  if (stats === null || stats.scheduled === 0)
    return statColumns.map((_, index) => missing(index === 0 ? 'not measured' : '–'));
  const { failed, scheduled, slow } = stats;
  const times = stats.latency;
  const tone = failed > 0 ? { tone: 'bad' as const } : {};
  return [
    ...(times === null
      ? [missing('none answered'), missing('–'), missing('–'), missing('–')]
      : [latency(times.p50Ms), latency(times.p90Ms), tailText(times), latency(times.maxMs)]),
    { text: shareOf(failed, scheduled), ...tone },
    { text: percent(failed / scheduled), ...tone },
    count(slow),
  ];
}

function tailText({ p99Ms, p99Ci }: LatencyStats): string {
  const interval = p99Ci === undefined ? '' : ` (${latency(p99Ci[0])} to ${latency(p99Ci[1])})`;
  return `${latency(p99Ms)}${interval}`;
}

function changeCells(before: WindowStats | null, after: WindowStats | null): Cell[] {
  const of = (key: 'p50Ms' | 'p90Ms' | 'p99Ms' | 'maxMs') =>
    before?.latency && after?.latency ? change(before.latency[key], after.latency[key]) : missing('–');
  const rate =
    before === null || after === null || before.scheduled === 0 || after.scheduled === 0
      ? missing('–')
      : pointsChange(before.failed / before.scheduled, after.failed / after.scheduled);
  return [of('p50Ms'), of('p90Ms'), of('p99Ms'), of('maxMs'), '', rate, ''];
}

/** Every lane in each node's step, beside its baseline and recovery. */
export function laneStepsSection(summary: Summary): Section {
  return {
    id: 'lane-steps',
    heading: 'Each lane, step by step',
    blocks: [
      tableOr(
        {
          caption: 'The same figures in each step window',
          columns: [{ name: 'Lane' }, { name: 'Window' }, ...statColumns],
          rows: orderedLanes(summary.lanes).flatMap((lane) => [
            { opens: true, cells: [laneName(lane), 'baseline', ...statCells(lane.baseline)] },
            ...summary.steps.map((step) => ({
              opens: false,
              cells: [laneName(lane), step.title, ...statCells(lane.steps[step.index] ?? null)],
            })),
            { opens: false, cells: [laneName(lane), 'recovery', ...statCells(lane.recovery)] },
          ]),
        },
        'No lane was measured.',
      ),
    ],
    source: `${sourceOf(summary.lanes)} A step window lasts from the step's first intent until 5 s after recovery, or until the next step begins.`,
  };
}
