import { expect, it } from 'vitest';
import { listServers } from '../../../../../harness/clusters/kops/balancer/follow-names.ts';

const places = [{ target: 'web', hosts: ['web-1.elb.example.com'], port: 80 }];
const answering = (addresses: readonly string[], ttlMs: number) => async () => ({ addresses, ttlMs });

it('has a server for each address of a name', async () => {
  const { servers, ttlMs } = await listServers(places, answering(['127.0.0.3', '127.0.0.2'], 30_000));
  expect(servers).toEqual([
    { name: '127.0.0.2', address: '127.0.0.2', target: 'web' },
    { name: '127.0.0.3', address: '127.0.0.3', target: 'web' },
  ]);
  expect(ttlMs).toBe(30_000);
});

it.each([
  [3_600_000, 60_000],
  [Number.POSITIVE_INFINITY, 60_000],
])('asks again within a minute: a time to live of %d ms is taken as %d', async (told, taken) => {
  expect((await listServers(places, answering(['127.0.0.2'], told))).ttlMs).toBe(taken);
});

it('keeps the addresses of a name that does not resolve now', async () => {
  const before = [{ name: '127.0.0.2', address: '127.0.0.2', target: 'web' }];
  const failing = () => Promise.reject(new Error('SERVFAIL'));
  expect((await listServers(places, failing, before)).servers).toEqual(before);
  expect((await listServers(places, answering([], 1_000), before)).servers).toEqual(before);
});
