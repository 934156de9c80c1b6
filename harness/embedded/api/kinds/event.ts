import { eventTable } from '../tables/event.ts';
import { createObjectSchema, createResource } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { int32, model, text, time } from './schema.ts';

export const objectReference = model('V1ObjectReference', {
  apiVersion: text.optional(),
  kind: text.optional(),
  name: text.optional(),
  namespace: text.optional(),
  uid: text.optional(),
  resourceVersion: text.optional(),
  fieldPath: text.optional(),
});

const source = model('V1EventSource', { component: text.optional(), host: text.optional() });

export const event = createResource('Event', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('Event', 'CoreV1Event', dnsSubdomain, {
    involvedObject: objectReference,
    type: text.optional(),
    reason: text.optional(),
    message: text.optional(),
    action: text.optional(),
    count: int32.optional(),
    firstTimestamp: time.optional(),
    lastTimestamp: time.optional(),
    eventTime: time.optional(),
    related: objectReference.optional(),
    reportingComponent: text.optional(),
    reportingInstance: text.optional(),
    series: model('CoreV1EventSeries', {
      count: int32.optional(),
      lastObservedTime: time.optional(),
    }).optional(),
    source: source.optional(),
  }),
  table: eventTable,
  fields: ({ involvedObject, reason, source: by, reportingComponent, type }) => ({
    'involvedObject.kind': involvedObject.kind ?? '',
    'involvedObject.namespace': involvedObject.namespace ?? '',
    'involvedObject.name': involvedObject.name ?? '',
    'involvedObject.uid': involvedObject.uid ?? '',
    'involvedObject.apiVersion': involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': involvedObject.fieldPath ?? '',
    reason: reason ?? '',
    reportingComponent: reportingComponent ?? '',
    source: by?.component ?? reportingComponent ?? '',
    type: type ?? '',
  }),
});
