import { describe, expect, it, onTestFinished } from 'vitest';
import { awaitHosts } from '../../../../../harness/clusters/kops/balancer/await-hosts.ts';
import { type FakeApi, fakeApi } from '../../../../support/kube/fake-api.ts';

const { signal } = new AbortController();
const service = { namespace: 'rehearse', name: 'web' };
const limits = { noticedMs: 60_000, addressMs: 60_000, everyMs: 5 };

async function withService(): Promise<FakeApi> {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  give(api, []);
  return api;
}

const give = (api: FakeApi, ingress: readonly object[]) =>
  api.put('/api/v1/services', { metadata: service, status: { loadBalancer: { ingress } } });

const say = (api: FakeApi, reason: string, message: string) =>
  api.put('/api/v1/events', {
    metadata: { name: `web.${reason}`, namespace: service.namespace },
    involvedObject: { kind: 'Service', name: service.name },
    ...{ reason, message, lastTimestamp: '2026-11-30T08:00:00Z' },
  });

describe("a Service's load balancer", () => {
  it('is where its status says, by name or by address', async () => {
    const api = await withService();
    const waiting = awaitHosts(api.kube, service, limits, signal);
    give(api, [{ hostname: 'web-1.elb.example.com' }, { ip: '127.0.0.9' }]);
    expect(await waiting).toEqual({ hosts: ['web-1.elb.example.com', '127.0.0.9'] });
  });

  it('is given up where no controller takes notice of the Service', async () => {
    const api = await withService();
    const found = await awaitHosts(api.kube, service, { ...limits, noticedMs: 20 }, signal);
    expect(found).toEqual({
      missing:
        'no controller took notice of Service rehearse/web within 20 ms: it has no event and no address',
    });
  });

  it('is waited for after an event, and what the controller said last is in the answer', async () => {
    const api = await withService();
    say(api, 'SyncLoadBalancerFailed', 'could not find any suitable subnets');
    const found = await awaitHosts(api.kube, service, { ...limits, noticedMs: 0, addressMs: 30 }, signal);
    expect(found).toEqual({
      missing:
        'Service rehearse/web had no address after 30 ms; its last event: SyncLoadBalancerFailed: could not find any suitable subnets',
    });
  });

  it('is not awaited after an abort', async () => {
    const api = await withService();
    const stop = new AbortController();
    const waiting = awaitHosts(api.kube, service, limits, stop.signal);
    stop.abort(new Error('stopped by the user'));
    await expect(waiting).rejects.toThrow('stopped by the user');
  });
});
