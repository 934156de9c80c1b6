import type { Event } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { column, nameColumn, since, wide } from './cells.ts';

export const eventTable: Resource<'Event'>['table'] = {
  columns: [
    column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.'),
    column('Type', 'Type of this event (Normal, Warning), new types could be added in the future'),
    column(
      'Reason',
      "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
    ),
    column('Object', 'The object that this event is about.'),
    wide(
      'Subobject',
      'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement.',
    ),
    wide('Source', 'The component reporting this event. Should be a short machine understandable string.'),
    column('Message', 'A human-readable description of the status of this operation.'),
    wide('First Seen', 'The time at which the event was first recorded.'),
    wide('Count', 'The number of times this event has occurred.', 'integer'),
    { ...nameColumn, priority: 1 },
  ],
  cells(event, nowMs) {
    const { involvedObject: about } = event;
    const first = event.firstTimestamp ?? event.eventTime;
    const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? first;
    const kind = (about.kind ?? '').toLowerCase();
    return [
      since(last, nowMs),
      event.type ?? '',
      event.reason ?? '',
      about.name ? `${kind}/${about.name}` : kind,
      about.fieldPath ?? '',
      sourceText(event),
      (event.message ?? '').trim(),
      since(first, nowMs),
      event.series?.count ?? (event.count || 1),
      event.metadata.name,
    ];
  },
};

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const host = source?.host || reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}
