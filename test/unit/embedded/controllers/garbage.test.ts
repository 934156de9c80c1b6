import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../../../harness/embedded/client/client.ts';
import { runGarbageController } from '../../../../harness/embedded/controllers/garbage.ts';
import type { OwnerReference } from '../../../../harness/embedded/controllers/owners.ts';
import type { AnyObject, ConfigMap } from '../../../../harness/embedded/objects.ts';
import { type MemoryApiOptions, memoryApi } from '../../../support/embedded/memory-api.ts';

const namespace = 'default';
const owning = ({ metadata }: AnyObject, blocks = true): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: metadata.name,
  uid: metadata.uid,
  blockOwnerDeletion: blocks,
});

function started(options: MemoryApiOptions = {}) {
  const api = memoryApi(options);
  const controller = runGarbageController({ api, signal: new AbortController().signal });
  const create = (name: string, ...owners: OwnerReference[]) =>
    api.create('ConfigMap', { metadata: { namespace, name, ownerReferences: owners } });
  return {
    api,
    create,
    names: () =>
      api.store
        .all('ConfigMap')
        .map(({ metadata }) => metadata.name)
        .toSorted(),
    get: (name: string) => api.store.get('ConfigMap', { namespace, name }),
    [Symbol.asyncDispose]: () => controller[Symbol.asyncDispose](),
  };
}

describe('the garbage collector', () => {
  it('deletes the dependents of a deleted owner, transitively', async () => {
    await using run = started();
    const top = await run.create('top');
    const middle = await run.create('middle', owning(top));
    await run.create('bottom', owning(middle));
    await run.create('other');
    await run.api.delete('ConfigMap', top.metadata);
    await vi.waitFor(() => expect(run.names()).toEqual(['other']));
  });

  it('deletes objects that name an owner with another uid', async () => {
    await using run = started();
    const top = await run.create('top');
    await run.create('child', { ...owning(top), uid: 'of one before' });
    await vi.waitFor(() => expect(run.names()).toEqual(['top']));
  });

  it('keeps an object with another owner, and removes the reference to the deleted one', async () => {
    await using run = started();
    const [a, b] = [await run.create('a'), await run.create('b')];
    await run.create('child', owning(a), owning(b));
    await run.api.delete('ConfigMap', a.metadata);
    await vi.waitFor(() => expect(run.get('child')?.metadata.ownerReferences).toEqual([owning(b)]));
  });

  it.each([
    { kind: 'Rollout' },
    { kind: 'constructor' },
    { kind: '__proto__' },
    // A group of Knative with the same kind name.
    { kind: 'Service', apiVersion: 'serving.knative.dev/v1' },
  ])('keeps what is owned by a kind that the cluster does not have: %j', async (foreign) => {
    await using run = started();
    const top = await run.create('top');
    await run.create('foreign', { ...owning(top), ...foreign, uid: 'far away' });
    await run.create('child', owning(top));
    await run.api.delete('ConfigMap', top.metadata);
    await vi.waitFor(() => expect(run.names()).toEqual(['foreign']));
  });

  it('deletes dependents first in the foreground', async () => {
    await using run = started();
    const gone: string[] = [];
    run.api.store.onChange(({ type, kind, object }) => {
      if (type === 'DELETED' && kind === 'ConfigMap') gone.push(object.metadata.name);
    });
    const top = await run.create('top');
    const middle = await run.create('middle', owning(top));
    await run.create('bottom', owning(middle));
    await run.api.delete('ConfigMap', top.metadata, { propagationPolicy: 'Foreground' });
    await vi.waitFor(() => expect(gone).toEqual(['bottom', 'middle', 'top']));
  });

  it('does not wait for dependents that do not block', async () => {
    await using run = started();
    const top = await run.create('top');
    const held = await run.create('held', owning(top, false));
    await run.api.patch('ConfigMap', held.metadata, { metadata: { finalizers: ['mine/held'] } });
    await run.api.delete('ConfigMap', top.metadata, { propagationPolicy: 'Foreground' });
    await vi.waitFor(() => expect(run.names()).toEqual(['held']));
  });

  it('removes the owner reference of dependents that are orphaned', async () => {
    await using run = started();
    const top = await run.create('top');
    await run.create('child', owning(top));
    await run.api.delete('ConfigMap', top.metadata, { propagationPolicy: 'Orphan' });
    await vi.waitFor(() => expect(run.names()).toEqual(['child']));
    expect(run.get('child')?.metadata.ownerReferences).toEqual([]);
  });

  it('ends with exactly the objects that have an owner, whatever fails meanwhile', async () => {
    const plan = fc.record({
      parents: fc.array(fc.array(fc.nat(), { maxLength: 2 }), { minLength: 1, maxLength: 8 }),
      deleted: fc.array(fc.record({ which: fc.nat(), policy: fc.constantFrom('Background', 'Foreground') }), {
        maxLength: 4,
      }),
      failures: fc.array(fc.boolean(), { maxLength: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ parents, deleted, failures }) => {
        let fails = false;
        await using run = started({
          before: async ({ verb }) => {
            await new Promise(setImmediate);
            if (fails && ['get', 'delete', 'patch'].includes(verb) && failures.pop())
              throw new ApiFailure(0, '', 'broken');
          },
        });
        const objects: ConfigMap[] = [];
        const ownersByName = new Map<string, readonly string[]>();
        for (const [index, picks] of parents.entries()) {
          const owners = [...new Set(picks.map((pick) => (index === 0 ? -1 : pick % index)))].flatMap(
            (at) => objects[at] ?? [],
          );
          ownersByName.set(
            `o${index}`,
            owners.map(({ metadata }) => metadata.name),
          );
          objects.push(await run.create(`o${index}`, ...owners.map((owner) => owning(owner))));
        }
        const left = new Set(ownersByName.keys());
        for (const { which, policy } of deleted) {
          const one = objects[which % objects.length];
          if (one === undefined || run.get(one.metadata.name) === undefined) continue;
          left.delete(one.metadata.name);
          await run.api
            .delete('ConfigMap', one.metadata, { propagationPolicy: policy as 'Background' })
            .catch(() => {});
        }
        fails = true;
        for (const [name, owners] of ownersByName)
          if (owners.length > 0 && owners.every((owner) => !left.has(owner))) left.delete(name);
        await vi.waitFor(() => expect(run.names()).toEqual([...left].toSorted()), {
          interval: 1,
          timeout: 10_000,
        });
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
