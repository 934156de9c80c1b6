import { duration, stretch } from '../../format/durations.ts';
import { count, percent, processors } from '../../format/numbers.ts';
import type { HostSummary, Summary } from '../../judge/answer/summary.ts';
import { type Block, type Section, tableOr } from '../document.ts';

/** How busy the machine that the replica's nodes shared was, and which processes used it. */
export function hostSection({ host, machine }: Summary): Section {
  return {
    id: 'host',
    heading: 'The machine that the replica shares',
    blocks: host === null ? [] : createBlocks(host, machine.cpus),
    source:
      "journal.ndjson, records of type host (one every 2 s): scheduler times of each thread of the replica's nodes and front door, and the processor time of each process; command lines are never read. Processes that live for less than 2 s are not seen.",
  };
}

function createBlocks(host: HostSummary, available: number): Block[] {
  return [
    { kind: 'text', text: `${describeUse(host, available).join('. ')}.` },
    tableOr(
      {
        caption: 'Processes outside this rehearsal',
        columns: [
          { name: 'Name' },
          { name: 'Processes, at most', numeric: true },
          { name: 'Busiest pid', numeric: true },
          { name: 'Processors used on average', numeric: true },
        ],
        rows: host.outside.map(({ name, count: many, pid, cpus }) => ({
          cells: [name, count(many), String(pid), processors(cpus)],
        })),
      },
      'No other process used much of the processors.',
    ),
    tableOr(
      {
        caption: 'When the processors were overloaded',
        columns: [
          { name: 'When', numeric: true },
          { name: 'Length', numeric: true },
        ],
        rows: host.overloaded.map(({ fromUs, toUs }) => ({
          cells: [stretch(fromUs, toUs), duration((toUs - fromUs) / 1000)],
        })),
      },
      'The processors were never overloaded.',
    ),
  ];
}

function describeUse(
  { measuredS, overloadedS, baseline, waitingShare, cpus }: HostSummary,
  available: number,
) {
  return [
    `The replica's threads waited for a processor for ${percent(waitingShare)} of the time in which they were able to run`,
    `The processors were overloaded (the replica's work took more than ten times as long as on an idle machine) for ${formatSeconds(overloadedS)} of ${formatSeconds(measuredS)}${baseline === null ? '' : `; saturated (more than twenty times) in the baseline for ${formatSeconds(baseline.saturatedS)} of ${formatSeconds(baseline.measuredS)}`}`,
    `On average the replica used ${processors(cpus.replica)} of ${count(available)} processors, this tool ${processors(cpus.tool)}, everything else ${processors(cpus.outside)}`,
  ];
}

const formatSeconds = (seconds: number) => duration(seconds * 1000);
