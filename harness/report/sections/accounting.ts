import { duration } from '../../format/durations.ts';
import { count } from '../../format/numbers.ts';
import type { LaneSummary, Summary } from '../../judge/answer/summary.ts';
import { type Cell, missing, type Section, tableOr } from '../document.ts';
import { formatLaneName, formatOutcomes, orderLanes } from '../names.ts';

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
              title: 'Sockets that the lane opened in the whole run',
            },
            {
              name: 'Waited for a connection',
              numeric: true,
              title:
                'Requests that waited because every connection was busy, where the scenario limits them, and the longest wait',
            },
          ],
          rows: orderLanes(summary.lanes).map((lane) => ({
            cells: [
              formatLaneName(lane),
              count(lane.accounting.scheduled),
              formatOutcomes(lane.accounting.outcomes) || 'none',
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
