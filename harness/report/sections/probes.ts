import { duration, stretch } from '../../format/durations.ts';
import { count, formatShare } from '../../format/numbers.ts';
import type { Summary } from '../../judge/answer/summary.ts';
import { missing, type Section } from '../document.ts';
import { formatStepName } from '../names.ts';

/** Availability of API, DNS and pod network, each probed on its own schedule. */
export function probesSection(summary: Summary): Section {
  const outages = summary.probes.flatMap((probe) =>
    probe.outages.map((outage) => ({ ...outage, of: `${probe.probe} ${probe.source}` })),
  );
  return {
    id: 'probes',
    heading: 'Probes',
    blocks: [
      summary.probes.length === 0
        ? { kind: 'text', text: 'No probe was measured.' }
        : {
            kind: 'table',
            caption: 'Each probe, from the start of the baseline to the end of the recovery',
            columns: [
              { name: 'Probe' },
              { name: 'From or at' },
              { name: 'Failed of sent', numeric: true },
              { name: 'Outages', numeric: true },
              { name: 'Longest outage', numeric: true },
            ],
            rows: summary.probes.map((probe) => ({
              cells: [
                probe.probe,
                probe.source,
                probe.count === 0 ? missing('no result') : formatShare(probe.failed, probe.count),
                count(probe.outages.length),
                probe.count === 0 ? missing() : duration(probe.longestMs),
              ],
            })),
          },
      ...(outages.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'Outages of probes',
              columns: [
                { name: 'Probe' },
                { name: 'When', numeric: true },
                { name: 'Length', numeric: true },
                { name: 'Failed', numeric: true },
                { name: 'Step' },
              ],
              rows: outages.map((outage) => ({
                cells: [
                  outage.of,
                  stretch(outage.fromUs, outage.toUs),
                  duration((outage.toUs - outage.fromUs) / 1000),
                  count(outage.failed),
                  formatStepName(summary.steps, outage.step),
                ],
              })),
            } as const,
          ]),
    ],
    source:
      'journal.ndjson, records of type probe, by time of sending, from the start of the baseline to the end of the recovery, or until the run and its judged lanes ended. A probe without a result within its time-out counts as failed.',
  };
}
