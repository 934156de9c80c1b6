import { duration, stretch } from '../../format/durations.ts';
import { count, percent } from '../../format/numbers.ts';
import type { LoadHostSummary, Summary } from '../../judge/answer/summary.ts';
import { reasonText } from '../../reasons/reason.ts';
import { type Block, type Section, tableOr } from '../document.ts';

/** How well the load generator and its machine kept to the schedule. */
export function loadHostSection(summary: Summary): Section {
  const { loadHost } = summary;
  return {
    id: 'load-host',
    heading: 'The load generator host',
    blocks:
      loadHost === null
        ? [notMeasuredBlock]
        : [describeHost(loadHost), createMarksTable(loadHost), ...recommendationBlocks(loadHost)],
    source:
      'journal.ndjson, records of type load-host and thread (one a second): delay of each request behind its intended start, event loop, garbage collection, processors. The control lane sends to a server that no upgrade touches, through the same proxy.',
  };
}

const notMeasuredBlock: Block = {
  kind: 'text',
  text: "The load generator host was not measured: harm can't be separated from its own delays.",
  tone: 'unsure',
};

function describeHost({ lagP99Ms, lagMaxMs, cpuBusyMean, ...health }: LoadHostSummary): Block {
  // A maximum lag of exactly 0 means that no second was recorded.
  if (lagMaxMs === 0) return notMeasuredBlock;
  const lag = `In 99% of seconds, the p99 of the send delay was at most ${duration(lagP99Ms)}; the most delayed request was sent ${duration(lagMaxMs)} late`;
  const sentences = [
    lag,
    `The machine was ${percent(cpuBusyMean)} busy on average`,
    ...describePauses(health),
    ...(health.cpuPressureMean === undefined
      ? []
      : [`At least one task waited for a processor for ${percent(health.cpuPressureMean)} of the time`]),
  ];
  return { kind: 'text', text: `${sentences.join('. ')}.` };
}

/** If garbage collection was not measured, the event loop is left out, too. */
function describePauses({ loopMaxMs, gcMaxMs }: Pick<LoadHostSummary, 'loopMaxMs' | 'gcMaxMs'>): string[] {
  if (loopMaxMs === undefined || gcMaxMs === undefined) return [];
  return [
    `A load thread's event loop was blocked for at most ${duration(loopMaxMs)}; its longest garbage collection took ${duration(gcMaxMs)}`,
  ];
}

/** What to do, with the measured reason. Neither a marked period nor this excuses a miss by itself. */
function recommendationBlocks({ recommendations }: LoadHostSummary): Block[] {
  return recommendations.map(
    (one): Block => ({ kind: 'text', text: `For the next run: ${reasonText(one)}`, tone: 'unsure' }),
  );
}

/** Maximum number of periods listed for each reason; summary.json contains all of them. */
const namedStretches = 6;

function createMarksTable({ marked }: LoadHostSummary): Block {
  return tableOr(
    {
      caption: 'When the load generator was disturbed',
      columns: [
        { name: 'Why' },
        { name: 'Stretches', numeric: true },
        { name: 'Seconds', numeric: true },
        { name: 'The longest' },
      ],
      rows: [...Map.groupBy(marked, (mark) => reasonText(mark.why))].map(([why, marks]) => ({
        cells: [
          why,
          count(marks.length),
          count(sumValues(marks.map(lengthUs)) / 1_000_000),
          formatLongest(marks),
        ],
      })),
    },
    'The load generator was never disturbed.',
  );
}

type Mark = LoadHostSummary['marked'][number];

/** The longest ones, in order of time. */
function formatLongest(marks: readonly Mark[]): string {
  const chosen = new Set(marks.toSorted((a, b) => lengthUs(b) - lengthUs(a)).slice(0, namedStretches));
  const named = marks.filter((mark) => chosen.has(mark)).map((mark) => stretch(mark.fromUs, mark.toUs));
  const left = marks.length - chosen.size;
  return `${named.join(', ')}${left > 0 ? `, and ${count(left)} more in summary.json` : ''}`;
}

function lengthUs({ fromUs, toUs }: Mark): number {
  return toUs - fromUs;
}

function sumValues(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
