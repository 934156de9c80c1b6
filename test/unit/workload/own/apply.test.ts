import { describe, expect, it } from 'vitest';
import type { ManifestObject } from '../../../../harness/scenario/manifests.ts';
import { applyManifests, checkManifests } from '../../../../harness/workload/own/apply.ts';
import { testServer } from '../../../support/embedded/api/test-server.ts';
import { definitionServer } from '../../../support/workload/definition-server.ts';
import { placed } from '../../../support/workload/placed.ts';

const namespace = 'shop';
const config = (name: string, rest: object = {}): ManifestObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  ...rest,
});
const namespaceObject: ManifestObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace },
};

const optionsFor = (objects: readonly ManifestObject[], kubeconfig: string) => {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const { signal } = new AbortController();
  return { said, options: { objects: placed(objects), kubeconfig, runId: 'run-1', signal, say } };
};
const paths = (requests: readonly string[], method: string) =>
  requests.filter((one) => one.startsWith(method)).map((one) => one.split('?')[0]);

describe('applying manifests', () => {
  it('names every object that the API server refuses, with its position and in its words, before one is created', async () => {
    const server = await testServer();
    const { options } = optionsFor(
      [
        namespaceObject,
        config('fine'),
        config('misspelt', { dat: { a: 'b' } }),
        { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly', namespace } },
        {
          ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'bad', namespace } },
          spec: { ports: 'eighty' },
        },
      ],
      server.kubeconfig,
    );
    const failed: unknown = await checkManifests(options).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'manifests-refused', exitCode: 2 });
    expect((failed as Error).message.split('\n')).toEqual([
      'the API server refuses 3 objects of the manifests:',
      expect.stringMatching(/^shop\.yaml:201:1: ConfigMap shop\/misspelt: 400 .*unknown field "dat"/),
      'shop.yaml:301:1: CronJob shop/nightly: the cluster serves no CronJob of batch/v1',
      expect.stringMatching(/^shop\.yaml:401:1: Service shop\/bad: 400 .*ports/),
    ]);
    const { body } = await server.ask('GET', `/api/v1/namespaces/${namespace}/configmaps`);
    expect(body.items).toEqual([]);
  });

  it('creates namespaces that no manifest defines, labels them with the run, and says so', async () => {
    const server = await testServer();
    const { options, said } = optionsFor([config('a'), config('b')], server.kubeconfig);
    await checkManifests(options);
    await applyManifests(options);
    expect(said).toEqual(['created the namespace shop, which no manifest defines']);
    const made = await server.ask('GET', `/api/v1/namespaces/${namespace}`);
    expect(made.body.metadata.labels).toMatchObject({ 'k8s-rehearse/run': 'run-1' });
    const { body } = await server.ask('GET', `/api/v1/namespaces/${namespace}/configmaps`);
    expect(body.items.map((one: ManifestObject) => one.metadata.name)).toEqual(['a', 'b']);
  });

  it('stops at existing objects', async () => {
    const { kubeconfig } = await testServer();
    const { options } = optionsFor([config('a')], kubeconfig);
    await checkManifests(options);
    await applyManifests(options);
    await expect(checkManifests(options)).rejects.toMatchObject({ code: 'name-occupied' });
  });

  it('waits for a defined kind to be served before it sends an object of it', async () => {
    await using server = await definitionServer({ establishedAfter: 2 });
    const { options } = optionsFor([server.resource, server.definition], server.kubeconfig);
    await checkManifests(options);
    await applyManifests(options);
    expect(paths(server.requests, 'POST')).toEqual([
      'POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      'POST /apis/shop.example/v1/namespaces/default/baskets',
      'POST /apis/shop.example/v1/namespaces/default/baskets',
    ]);
    expect(server.created).toEqual([
      expect.objectContaining({ kind: 'CustomResourceDefinition' }),
      expect.objectContaining({ kind: 'Basket', spec: { anything: ['goes', 1, null] } }),
    ]);
  });

  it('reports why a defined kind is not served', async () => {
    await using server = await definitionServer({ conflict: 'plural name "baskets" is already in use' });
    const { options } = optionsFor([server.definition], server.kubeconfig);
    await expect(checkManifests(options)).rejects.toMatchObject({
      code: 'manifests-refused',
      message: expect.stringContaining(
        'shop.yaml:1:1: CustomResourceDefinition baskets.shop.example: plural name',
      ),
    });
  });

  it('retries if time may help, as with a service account that its controller has yet to create', async () => {
    await using server = await definitionServer({ forbidden: 2 });
    const { options } = optionsFor([server.resource], server.kubeconfig);
    await checkManifests(options);
    await applyManifests(options);
    expect(server.created).toEqual([expect.objectContaining({ kind: 'Basket' })]);
  });
});
