import { z } from 'zod';
import type { Resource } from '../resource.ts';
import { ageColumn, column, firstFew, formatAge, nameColumn } from '../tables/cells.ts';
import { objectReference } from './event.ts';
import { createObjectSchema, createResource, immutable } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { flag, model, port, text } from './schema.ts';

const endpointSliceTable: Resource<'EndpointSlice'>['table'] = {
  columns: [
    nameColumn,
    column('AddressType', 'addressType specifies the type of address carried by this EndpointSlice.'),
    column('Ports', 'ports specifies the list of network ports exposed by each endpoint in this slice.'),
    column('Endpoints', 'endpoints is a list of unique endpoints in this slice.'),
    ageColumn,
  ],
  cells: (slice, nowMs) => [
    slice.metadata.name,
    slice.addressType,
    firstFew((slice.ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'))),
    firstFew((slice.endpoints ?? []).flatMap(({ addresses }) => addresses)),
    formatAge(slice, nowMs),
  ],
};

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

export const endpointSlice = createResource('EndpointSlice', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('EndpointSlice', 'V1EndpointSlice', dnsSubdomain, {
    addressType: z.literal('IPv4'),
    endpoints: z.array(endpoint).default([]),
    ports: z.array(endpointPort).optional(),
  }),
  table: endpointSliceTable,
  changeProblems: (before, after) => immutable(['addressType'], before.addressType, after.addressType),
});
