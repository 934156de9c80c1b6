import { describe, expect, it } from 'vitest';
import { servicePorts } from '../../../../harness/embedded/network/service-ports.ts';
import type { EndpointSlice, Service } from '../../../../harness/embedded/objects.ts';
import { nodePort, service, slice } from '../../../support/embedded/network/service-objects.ts';

const findPorts = (spec: Service['spec'], ...slices: object[]) =>
  servicePorts(service(spec) as Service, slices as EndpointSlice[]);

describe('servicePorts', () => {
  it('joins the endpoints of all slices under the name of the port', () => {
    const [port] = findPorts(
      { clusterIP: '127.91.255.1' },
      slice('web-a', 8080, [{ address: '127.91.1.2', node: 'n1' }]),
      slice('web-b', 8081, [{ address: '127.91.2.2', ready: false, serving: true, terminating: true }]),
    );
    expect(port).toEqual({
      clusterIp: '127.91.255.1',
      port: 80,
      nodePort,
      localOnly: false,
      endpoints: [
        { address: '127.91.1.2', port: 8080, node: 'n1', ready: true, serving: true, terminating: false },
        { address: '127.91.2.2', port: 8081, node: null, ready: false, serving: true, terminating: true },
      ],
    });
  });

  it('counts an endpoint once that is in two slices', () => {
    const both = [
      slice('web-a', 80, [{ address: '127.91.1.2' }]),
      slice('web-b', 80, [{ address: '127.91.1.2' }]),
    ];
    expect(findPorts({}, ...both)[0]?.endpoints).toHaveLength(1);
  });

  it('leaves out a slice that has no port of that name', () => {
    const other = {
      ...slice('web-a', 80, [{ address: '127.91.1.2' }]),
      ports: [{ name: 'admin', port: 80 }],
    };
    expect(findPorts({}, other)[0]?.endpoints).toEqual([]);
  });

  it('treats omitted conditions as ready, serving and not terminating', () => {
    const silent = { ...slice('web-a', 80, []), endpoints: [{ addresses: ['127.91.1.2'] }] };
    expect(findPorts({}, silent)[0]?.endpoints).toMatchObject([
      { ready: true, serving: true, terminating: false },
    ]);
  });

  it('has no address for a headless Service', () => {
    expect(findPorts({ clusterIP: 'None', type: 'ClusterIP', ports: [{ port: 80 }] })).toMatchObject([
      { clusterIp: null, nodePort: null },
    ]);
  });

  it('uses only local endpoints if the Service requires it', () => {
    expect(findPorts({ externalTrafficPolicy: 'Local' })[0]?.localOnly).toBe(true);
  });
});
