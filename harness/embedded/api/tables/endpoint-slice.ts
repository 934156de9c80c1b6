import type { Resource } from '../resource.ts';
import { ageColumn, ageOf, column, firstFew, nameColumn } from './cells.ts';

export const endpointSliceTable: Resource<'EndpointSlice'>['table'] = {
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
    ageOf(slice, nowMs),
  ],
};
