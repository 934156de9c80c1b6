import { latency } from '../../format/durations.ts';
import { change, count, formatShare, percent, pointsChange } from '../../format/numbers.ts';
import type { LaneSummary, LatencyStats, Summary, WindowStats } from '../../judge/answer/summary.ts';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import { type Block, type Cell, type Column, missing, type Row, type Section, tableOr } from '../document.ts';
import { formatLaneName, orderLanes } from '../names.ts';

const statColumns: readonly Column[] = [
  {
    name: 'p50 ms',
    numeric: true,
    title: 'Median latency of successful requests; the source note says from which moment',
  },
  { name: 'p90 ms', numeric: true },
  { name: 'p99 ms', numeric: true, title: 'In parentheses: 95% confidence interval, by order statistics' },
  { name: 'max ms', numeric: true },
  {
    name: 'Failed of scheduled',
    numeric: true,
    title: 'Requests without a correct response, of all that were scheduled',
  },
  { name: 'Error rate', numeric: true, title: 'Failed / scheduled' },
  {
    name: 'Slow',
    numeric: true,
    title: "Correct responses that took longer than the scenario's load.slow; they count as bad",
  },
];

const openLoopSource =
  'samples/<target>.<lane>.<source>.arrows: rows whose intended start lies within the phase or step of journal.ndjson. Latency: end − intended start of requests with outcome ok; percentiles by nearest rank. Failed: any other outcome except cancelled (in flight when the run ended).';

// autocannon has no schedule: a closed lane's intended start is the time of sending.
const closedLoopSource =
  " A closed lane has no schedule. Its latency counts from sending and leaves out the wait before (coordinated omission): it can't be compared with an open-loop lane's.";

const isClosed = ({ kind }: LaneSummary): boolean => !laneKinds[kind].openLoop;

function describeSource(lanes: readonly LaneSummary[]): string {
  return lanes.some(isClosed) ? openLoopSource + closedLoopSource : openLoopSource;
}

/** The first table: every lane's latency and error rate, baseline against upgrade. */
export function lanesSection(summary: Summary): Section {
  const lanes = orderLanes(summary.lanes);
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
    source: describeSource(lanes),
  };
}

const aboutClosedLanes: Block = {
  kind: 'text',
  text: 'A closed lane (autocannon) waits for a response before it sends the next request. In an outage it sends fewer requests and so counts fewer failures. The verdict does not use it.',
};

function comparedRows(lane: LaneSummary): Row[] {
  const roles = { judged: '', control: ' (not upgraded)', shown: ' (not judged)' } as const;
  const name = `${formatLaneName(lane)}${roles[lane.role]}`;
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
      ? [missing('no response'), missing('–'), missing('–'), missing('–')]
      : [latency(times.p50Ms), latency(times.p90Ms), tailText(times), latency(times.maxMs)]),
    { text: formatShare(failed, scheduled), ...tone },
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

/** Every lane in each node's step, between its baseline and recovery. */
export function laneStepsSection(summary: Summary): Section {
  return {
    id: 'lane-steps',
    heading: 'Each lane, step by step',
    blocks: [
      tableOr(
        {
          caption: 'The same figures in each step window',
          columns: [{ name: 'Lane' }, { name: 'Window' }, ...statColumns],
          rows: orderLanes(summary.lanes).flatMap((lane) => [
            { opens: true, cells: [formatLaneName(lane), 'baseline', ...statCells(lane.baseline)] },
            ...summary.steps.map((step) => ({
              opens: false,
              cells: [formatLaneName(lane), step.title, ...statCells(lane.steps[step.index] ?? null)],
            })),
            { opens: false, cells: [formatLaneName(lane), 'recovery', ...statCells(lane.recovery)] },
          ]),
        },
        'No lane was measured.',
      ),
    ],
    source: `${describeSource(summary.lanes)} A step window lasts from the step's first intent until 5 s after recovery, or until the next step begins.`,
  };
}
