import { duration, latency } from '../../format/durations.ts';
import { change, count } from '../../format/numbers.ts';
import type { CapacityResult } from '../../journal/records.ts';
import type { Summary } from '../../judge/answer/summary.ts';
import { type Cell, missing, type Row, type Section } from '../document.ts';

/** How many requests autocannon could send without a limit, before the baseline and after recovery. */
export function capacitySection(summary: Summary): Section {
  const { before, after } = summary.capacity;
  const none = before === null && after === null;
  return {
    id: 'capacity',
    heading: 'Capacity before and after',
    blocks: none
      ? [{ kind: 'text', text: 'Capacity was not measured.' }]
      : [
          {
            kind: 'table',
            caption: 'One closed-loop run of autocannon each, as fast as it can send',
            columns: [
              { name: 'When' },
              { name: 'Requests / s', numeric: true },
              { name: 'p50 ms', numeric: true },
              { name: 'p90 ms', numeric: true },
              { name: 'p99 ms', numeric: true },
              { name: 'max ms', numeric: true },
              { name: 'Errors', numeric: true },
              { name: 'Not 2xx', numeric: true },
              { name: 'Requests', numeric: true },
              { name: 'Connections', numeric: true },
              { name: 'Duration', numeric: true },
            ],
            rows: [row('before baseline', before), row('after recovery', after), changes(before, after)],
          },
        ],
    source:
      "journal.ndjson, records of type capacity. Rate and percentiles are computed from every response event, not taken from autocannon's own summary. One run each: a difference of a few percent may be chance.",
  };
}

function row(when: string, result: CapacityResult | null): Row {
  if (result === null) return { cells: [when, ...Array.from({ length: 10 }, () => missing())] };
  const counted = (value: number): Cell => (value > 0 ? { text: count(value), tone: 'bad' } : '0');
  return {
    cells: [
      when,
      count(result.ratePerS),
      latency(result.p50Ms),
      latency(result.p90Ms),
      latency(result.p99Ms),
      latency(result.maxMs),
      counted(result.errors),
      counted(result.non2xx),
      count(result.requests),
      count(result.connections),
      duration(result.durationMs),
    ],
  };
}

function changes(before: CapacityResult | null, after: CapacityResult | null): Row {
  const of = (key: 'ratePerS' | 'p50Ms' | 'p90Ms' | 'p99Ms' | 'maxMs') =>
    before === null || after === null ? missing('–') : change(before[key], after[key]);
  return {
    cells: [
      'change',
      of('ratePerS'),
      of('p50Ms'),
      of('p90Ms'),
      of('p99Ms'),
      of('maxMs'),
      ...Array.from({ length: 5 }, () => missing('')),
    ],
  };
}
