import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sliceChanges } from '../../../../../harness/embedded/controllers/endpoint-slice/slices.ts';
import type { EndpointSlice } from '../../../../../harness/embedded/objects.ts';
import { aPod, aService, ready } from '../../../../support/embedded/controllers/objects.ts';

const service = aService('web', {}, { app: 'web' });
const selected = (name: string, readiness: 'True' | 'False' = 'True', port = 8080) => ({
  pod: aPod(name, {
    on: 'a',
    spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: port }] }] },
    status: { phase: 'Running', podIP: `ip-${name}`, conditions: [ready(readiness)] },
  }),
  zone: undefined,
});
let made = 0;

/** The API's state after the changes. */
function applied(
  existing: readonly EndpointSlice[],
  { create, update, remove }: ReturnType<typeof sliceChanges>,
): EndpointSlice[] {
  const gone = new Set(remove.map(({ metadata }) => metadata.name));
  const changed = new Map(update.map((slice) => [slice.metadata.name, slice]));
  const stayed = existing
    .filter(({ metadata }) => !gone.has(metadata.name))
    .map((slice) => changed.get(slice.metadata.name) ?? slice);
  const added = create.map((slice) => {
    const name = `web-${++made}`;
    return {
      ...slice,
      metadata: { ...slice.metadata, name, uid: name, resourceVersion: '1', creationTimestamp: '' },
    };
  });
  return [...stayed, ...added];
}

const namesIn = (slices: readonly EndpointSlice[]) =>
  slices.flatMap(({ endpoints }) => (endpoints ?? []).map(({ targetRef }) => targetRef?.name ?? ''));

describe('the slices of a Service', () => {
  test('have its name and labels, their manager and their owner', () => {
    const { create } = sliceChanges(service, [selected('web-1')], []);
    expect(create).toMatchObject([
      {
        metadata: {
          generateName: 'web-',
          namespace: 'default',
          labels: {
            app: 'web',
            'kubernetes.io/service-name': 'web',
            'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          },
          ownerReferences: [{ kind: 'Service', name: 'web', uid: 'uid-web', controller: true }],
        },
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test('a Service without endpoints has an empty slice from the start, which is filled first', () => {
    const empty = applied([], sliceChanges(service, [], []));
    expect(empty).toMatchObject([{ endpoints: [], ports: [] }]);
    expect(sliceChanges(service, [], empty)).toEqual({ create: [], update: [], remove: [] });
    const changes = sliceChanges(service, [selected('web-1')], empty);
    expect(changes.create).toEqual([]);
    expect(changes.update.map(({ metadata }) => metadata.name)).toEqual([empty[0]?.metadata.name]);
  });

  test('only differences are written', () => {
    const before = applied([], sliceChanges(service, [selected('web-1'), selected('web-2')], []));
    const same = sliceChanges(service, [selected('web-2'), selected('web-1')], before);
    expect(same).toEqual({ create: [], update: [], remove: [] });
    const { update } = sliceChanges(service, [selected('web-1'), selected('web-2', 'False')], before);
    expect(update).toMatchObject([{ endpoints: [{}, { conditions: { ready: false, serving: false } }] }]);
  });

  test('pods with other port numbers under the same name have their own slice', () => {
    const named = aService('web', { ports: [{ name: 'http', port: 80, targetPort: 'http' }] });
    const { create } = sliceChanges(named, [selected('a', 'True', 1), selected('b', 'True', 2)], []);
    expect(create.map(({ ports }) => ports?.[0]?.port)).toEqual([1, 2]);
  });

  test('whatever changes, each pod is in exactly one slice, none has more than 100, and names stay', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 260 });
    fc.assert(
      fc.property(fc.array(names, { maxLength: 5 }), (rounds) => {
        let slices: EndpointSlice[] = [];
        for (const round of rounds) {
          const pods = round.map((name) => selected(`p${name}`));
          slices = applied(slices, sliceChanges(service, pods, slices));
          expect(namesIn(slices).toSorted()).toEqual(round.map((name) => `p${name}`).toSorted());
          expect(Math.max(...slices.map(({ endpoints }) => endpoints?.length ?? 0))).toBeLessThanOrEqual(100);
          expect(sliceChanges(service, pods, slices)).toEqual({ create: [], update: [], remove: [] });
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('slices of a deleted Service of the same name are not filled again', () => {
  const before = { ...service, metadata: { ...service.metadata, uid: 'uid-before' } };
  const old = applied([], sliceChanges(before, [selected('web-1')], []));
  const changes = sliceChanges(service, [selected('web-1')], old);
  expect(changes).toMatchObject({ update: [], remove: old });
  expect(applied(old, changes).map(({ metadata }) => metadata.ownerReferences?.[0]?.uid)).toEqual([
    'uid-web',
  ]);
});
