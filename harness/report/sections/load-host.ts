import { duration, stretch } from '../../format/durations.ts';
import { count, percent } from '../../format/numbers.ts';
import type { RigSummary, Summary } from '../../judge/answer/summary.ts';
import { type Block, type Section, tableOr } from '../document.ts';

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
