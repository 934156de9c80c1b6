import { describe, expect, test } from 'vitest';
import {
  createConditions,
  createEndpoint,
  isEndpoint,
  portsOn,
} from '../../../../../harness/embedded/controllers/endpoint-slice/endpoints.ts';
import { aPod, aService, ready } from '../../../../support/embedded/controllers/objects.ts';

const pod = (state: 'True' | 'False', deleted = false) =>
  aPod('web-1', {
    on: 'a',
    deleted,
    status: { phase: 'Running', podIP: '127.1.1.2', conditions: [ready(state)] },
  });

describe('conditions of an endpoint (KEP-1672)', () => {
  test.each`
    readiness  | deleted  | publish  | isReady  | serving  | terminating
    ${'True'}  | ${false} | ${false} | ${true}  | ${true}  | ${false}
    ${'False'} | ${false} | ${false} | ${false} | ${false} | ${false}
    ${'True'}  | ${true}  | ${false} | ${false} | ${true}  | ${true}
    ${'False'} | ${true}  | ${false} | ${false} | ${false} | ${true}
    ${'True'}  | ${false} | ${true}  | ${true}  | ${true}  | ${false}
    ${'False'} | ${false} | ${true}  | ${true}  | ${false} | ${false}
    ${'True'}  | ${true}  | ${true}  | ${true}  | ${true}  | ${true}
    ${'False'} | ${true}  | ${true}  | ${true}  | ${false} | ${true}
  `(
    'ready=$readiness deleted=$deleted publishNotReadyAddresses=$publish',
    ({ readiness, deleted, publish, isReady, serving, terminating }) => {
      const service = aService('web', { publishNotReadyAddresses: publish });
      expect(createConditions(pod(readiness, deleted), service)).toEqual({
        ready: isReady,
        serving,
        terminating,
      });
    },
  );
});

describe('which pods are endpoints at all', () => {
  test.each`
    phase          | podIP          | listed
    ${'Running'}   | ${'127.1.1.2'} | ${true}
    ${'Pending'}   | ${'127.1.1.2'} | ${true}
    ${'Running'}   | ${undefined}   | ${false}
    ${'Succeeded'} | ${'127.1.1.2'} | ${false}
    ${'Failed'}    | ${'127.1.1.2'} | ${false}
  `('$phase with address $podIP', ({ phase, podIP, listed }) => {
    expect(isEndpoint(aPod('web-1', { on: 'a', status: { phase, podIP } }))).toBe(listed);
  });
});

test("an endpoint has its pod's node, zone and name", () => {
  expect(createEndpoint(pod('True'), aService('web'), 'zone-1')).toEqual({
    addresses: ['127.1.1.2'],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: 'a',
    targetRef: { kind: 'Pod', namespace: 'default', name: 'web-1', uid: 'uid-web-1' },
    zone: 'zone-1',
  });
});

describe('ports', () => {
  const named = aService('web', { ports: [{ port: 80, targetPort: 'http' }] });
  const listening = (port: number) =>
    aPod('web-1', {
      spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: port }] }] },
    });

  test("a named targetPort resolves to each pod's own number", () => {
    expect(portsOn(listening(8080), named)).toEqual([{ name: '', port: 8080, protocol: 'TCP' }]);
    expect(portsOn(listening(9090), named)).toEqual([{ name: '', port: 9090, protocol: 'TCP' }]);
    expect(portsOn(aPod('web-1'), named)).toEqual([]);
  });

  test('without a targetPort it is the port', () => {
    const [port] = portsOn(aPod('web-1'), aService('web', { ports: [{ port: 80 }] }));
    expect(port?.port).toBe(80);
  });
});
