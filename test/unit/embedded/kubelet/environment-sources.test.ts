import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../../../harness/embedded/client/client.ts';
import { type ContainerSpec, createEnvironment } from '../../../../harness/embedded/kubelet/environment.ts';
import {
  ContainerConfigError,
  valuesFromObjects,
} from '../../../../harness/embedded/kubelet/environment-sources.ts';
import type { Pod, Secret } from '../../../../harness/embedded/objects.ts';

const pod = { metadata: { name: 'web', namespace: 'shop', uid: 'u' } } as Pod;
const of = (name: string, key: string, optional?: boolean) => ({
  valueFrom: { secretKeyRef: { name, key, ...(optional !== undefined && { optional }) } },
});
const container = (...env: object[]) => ({ name: 'web', env }) as unknown as ContainerSpec;

/** An API with one Secret and one ConfigMap, or with none. */
const api = (failure = new ApiFailure(404, 'NotFound', 'no such thing')) =>
  ({
    async get(kind: string, key: { namespace?: string; name: string }) {
      if (kind === 'ConfigMap' && key.name === 'settings') return { data: { colour: 'blue' } };
      if (key.namespace !== 'shop' || key.name !== 'web-tls') throw failure;
      return { data: { 'tls.key': Buffer.from('a key').toString('base64') } } as unknown as Secret;
    },
  }) as unknown as Parameters<typeof valuesFromObjects>[0];

describe('environment variables from Secrets', () => {
  it("are read from the pod's namespace, by key", async () => {
    const asking = container({ name: 'KEY', ...of('web-tls', 'tls.key') }, { name: 'PLAIN', value: 'x' });
    const secrets = await valuesFromObjects(api(), pod, asking);
    expect(secrets).toEqual({ KEY: 'a key' });
    const env = createEnvironment(pod, asking, { podIp: '', hostIp: '' }, {}, secrets);
    expect(env).toEqual({ HOSTNAME: 'web', KEY: 'a key', PLAIN: 'x' });
  });

  it('prevent a start if they are missing, and are named', async () => {
    await expect(
      valuesFromObjects(api(), pod, container({ name: 'KEY', ...of('other', 'k') })),
    ).rejects.toThrow('secret "other" not found');
    await expect(
      valuesFromObjects(api(), pod, container({ name: 'KEY', ...of('web-tls', 'k') })),
    ).rejects.toThrow("couldn't find key k in Secret shop/web-tls");
  });

  it('are decoded, unlike those from ConfigMaps', async () => {
    const ref = (name: string, key: string) => ({ valueFrom: { configMapKeyRef: { name, key } } });
    const asking = container({ name: 'COLOUR', ...ref('settings', 'colour') });
    const values = await valuesFromObjects(api(), pod, asking);
    expect(createEnvironment(pod, asking, { podIp: '', hostIp: '' }, {}, values)).toMatchObject({
      COLOUR: 'blue',
    });
    await expect(
      valuesFromObjects(api(), pod, container({ name: 'COLOUR', ...ref('nowhere', 'colour') })),
    ).rejects.toThrow(new ContainerConfigError('configmap "nowhere" not found'));
    await expect(
      valuesFromObjects(api(), pod, container({ name: 'SIZE', ...ref('settings', 'size') })),
    ).rejects.toThrow("couldn't find key size in ConfigMap shop/settings");
  });

  it('are left out if they are optional', async () => {
    const asking = container({ name: 'KEY', ...of('other', 'k', true) });
    const secrets = await valuesFromObjects(api(), pod, asking);
    expect(createEnvironment(pod, asking, { podIp: '', hostIp: '' }, {}, secrets)).toEqual({
      HOSTNAME: 'web',
    });
  });

  it('do not permit a start without them while the API is unavailable', async () => {
    const asking = container({ name: 'KEY', ...of('other', 'k', true) });
    await expect(valuesFromObjects(api(new ApiFailure(0, '', 'refused')), pod, asking)).rejects.toThrow(
      'refused',
    );
  });
});
