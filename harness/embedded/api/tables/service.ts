import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, labelsText, nameColumn, wide } from './cells.ts';

export const serviceTable: Resource<'Service'>['table'] = {
  columns: [
    nameColumn,
    column('Type', 'type determines how the Service is exposed.'),
    column('Cluster-IP', 'clusterIP is the IP address of the service.'),
    column(
      'External-IP',
      'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.',
    ),
    column('Port(s)', 'The list of ports that are exposed by this service.'),
    ageColumn,
    wide('Selector', 'Route service traffic to pods with label keys and values matching this selector.'),
  ],
  cells: (service, nowMs) => {
    const ports = (service.spec?.ports ?? []).map(({ port, nodePort, protocol }) =>
      nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
    );
    return [
      service.metadata.name,
      service.spec?.type ?? '',
      service.spec?.clusterIPs?.[0] ?? '<none>',
      '<none>',
      ports.join(',') || '<none>',
      formatAge(service, nowMs),
      labelsText(service.spec?.selector),
    ];
  },
};
