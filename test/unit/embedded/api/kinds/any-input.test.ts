import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import { StatusError } from '../../../../../harness/embedded/api/status-error.ts';
import type { Kind } from '../../../../../harness/embedded/objects.ts';
import { budget, deployment, node, pod, service } from '../../../../support/embedded/api/manifests.ts';

const valid: readonly [Kind, object][] = [
  ['Deployment', deployment],
  ['Service', service],
  ['PodDisruptionBudget', budget],
  ['Node', node('worker-1')],
  ['Pod', pod('web', 'worker-1')],
];

/** Every place in a value, as a path. */
function listPaths(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, of]) => listPaths(of).map((path) => [key, ...path]));
  return [[], ...inner];
}

function replaced(value: unknown, [key, ...path]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key], path, by);
  return copy;
}

const broken = fc
  .constantFrom(...valid)
  .chain(([kind, object]) =>
    fc
      .tuple(fc.constantFrom(...listPaths(object)), fc.jsonValue())
      .map(([path, by]) => ({ kind, sent: replaced(object, path, by) })),
  );

it('any manifest is either accepted, and unchanged when it is sent again, or refused with a status', () => {
  fc.assert(
    fc.property(broken, ({ kind, sent }) => {
      try {
        const taken = resources[kind].admit(sent);
        expect(resources[kind].admit(structuredClone(taken))).toEqual(taken);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        expect([400, 422]).toContain(error.code);
      }
    }),
    { numRuns: 500 },
  );
});

it('a manifest whose apiVersion is an object with a member `toString` is refused', () => {
  expect(() => resources.Pod.admit({ ...pod('web', 'worker-1'), apiVersion: { toString: 0 } })).toThrow(
    'the API version in the data ({"toString":0}) does not match',
  );
});
