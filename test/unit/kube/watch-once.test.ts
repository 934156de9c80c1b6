import { KubeConfig } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { Kube } from '../../../harness/kube/connect.ts';
import { watchOnce } from '../../../harness/kube/watch-once.ts';

describe('watchOnce', () => {
  it('ends as a broken watch when it cannot even be started', async () => {
    const kube = { config: new KubeConfig() } as Kube;
    const end = await watchOnce({
      kube,
      path: '/api/v1/nodes',
      query: {},
      resourceVersion: '1',
      onEvent: () => {},
      onVersion: () => {},
      signal: new AbortController().signal,
    });
    expect(end).toEqual({ how: 'broken', why: expect.stringContaining('cluster') });
  });
});
