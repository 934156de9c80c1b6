import { z } from 'zod';
import { endpointSliceTable } from '../tables/endpoint-slice.ts';
import { objectReference } from './event.ts';
import { dnsSubdomain } from './names.ts';
import { immutable, objectOf, resourceOf } from './resource-of.ts';
import { flag, model, port, text } from './schema.ts';

const endpoint = model(
  'V1Endpoint',
  {
    addresses: z.array(text).min(1),
    conditions: model('V1EndpointConditions', {
      ready: flag.optional(),
      serving: flag.optional(),
      terminating: flag.optional(),
    }).prefault({}),
    nodeName: text.optional(),
    targetRef: objectReference.optional(),
    zone: text.optional(),
  },
  { refused: ['deprecatedTopology', 'hints', 'hostname'] },
);

const endpointPort = model(
  'DiscoveryV1EndpointPort',
  {
    name: text.default(''),
    port: port.optional(),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  },
  { refused: ['appProtocol'] },
);

export const endpointSlice = resourceOf('EndpointSlice', {
  nameRule: dnsSubdomain,
  schema: objectOf('EndpointSlice', 'V1EndpointSlice', dnsSubdomain, {
    addressType: z.literal('IPv4'),
    endpoints: z.array(endpoint).default([]),
    ports: z.array(endpointPort).optional(),
  }),
  table: endpointSliceTable,
  changeProblems: (before, after) => immutable(['addressType'], before.addressType, after.addressType),
});
