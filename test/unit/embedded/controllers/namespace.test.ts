import { describe, expect, it, vi } from 'vitest';
import { runNamespaceController } from '../../../../harness/embedded/controllers/namespace.ts';
import { kubelet, template } from '../../../support/embedded/controllers/workloads.ts';
import { memoryApi } from '../../../support/embedded/memory-api.ts';

describe('the namespace controller', () => {
  it('empties a namespace that is being deleted, waits for its pods, and removes its finalizer', async () => {
    const api = memoryApi();
    await using _ = runNamespaceController({ api, signal: new AbortController().signal });
    const namespace = await api.create('Namespace', {
      metadata: { name: 'shop' },
      spec: { finalizers: ['kubernetes'] },
    });
    await api.create('ConfigMap', { metadata: { name: 'settings', namespace: 'shop' } });
    await api.create('ConfigMap', { metadata: { name: 'settings', namespace: 'other' } });
    const pod = await api.create('Pod', { ...template(), metadata: { name: 'web', namespace: 'shop' } });
    const { run, pods, end } = kubelet(api);
    run(pod);
    await api.delete('Namespace', namespace.metadata);
    await vi.waitFor(() => {
      expect(api.store.all('ConfigMap').map(({ metadata }) => metadata.namespace)).toEqual(['other']);
      expect(pods()[0]?.metadata.deletionTimestamp).toBeDefined();
    });
    expect(api.store.get('Namespace', { name: 'shop' })?.status?.phase).toBe('Terminating');
    for (const terminating of pods()) end(terminating);
    await vi.waitFor(() => expect(api.store.get('Namespace', { name: 'shop' })).toBeUndefined());
  });

  it('leaves every other namespace alone', async () => {
    const api = memoryApi();
    await using _ = runNamespaceController({ api, signal: new AbortController().signal });
    await api.create('Namespace', { metadata: { name: 'shop' }, spec: { finalizers: ['kubernetes'] } });
    const bare = await api.create('Namespace', {
      metadata: { name: 'bare' },
      spec: { finalizers: ['kubernetes'] },
    });
    await api.delete('Namespace', bare.metadata);
    await vi.waitFor(() =>
      expect(api.store.all('Namespace').map(({ metadata }) => metadata.name)).toEqual(['shop']),
    );
  });
});
