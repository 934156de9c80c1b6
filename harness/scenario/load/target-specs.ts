import { webBody } from '../builtin.ts';
import type { ExpectedBody, HeaderValue, TargetSpec } from '../scenario.ts';
import type { WrittenScenario } from '../schema/scenario.ts';

/** The built-in service as a target. */
export const builtinTarget: TargetSpec = {
  name: 'web',
  service: null,
  weight: 1,
  request: { method: 'GET', path: '/', headers: {}, body: null },
  expect: { status: 200, body: { equals: webBody } },
};

/** The services under load; the built-in one if the scenario names none. */
export function targetSpecs(written: WrittenScenario['load']['targets']): readonly TargetSpec[] {
  if (written === undefined) return [builtinTarget];
  return written.map(({ name, service, weight, request, expect }) => ({
    name,
    service: service ?? null,
    weight,
    request: { ...request, headers: headerValues(request.headers), body: request.body ?? null },
    expect: { status: expect.status, body: expectedBody(expect.body) },
  }));
}

/** Written headers as other code reads them. */
export function headerValues(
  written: Readonly<Record<string, string | { readonly env: string }>>,
): TargetSpec['request']['headers'] {
  const values = Object.entries(written).map(([name, value]): [string, HeaderValue] => [
    name,
    typeof value === 'string' ? { text: value } : value,
  ]);
  return Object.fromEntries(values);
}

function expectedBody(written: string | { readonly contains: string } | undefined): ExpectedBody | null {
  return typeof written === 'string' ? { equals: written } : (written ?? null);
}

/** The part of a lane's rate that a target gets. */
export function computeRateShare(
  target: Pick<TargetSpec, 'weight'>,
  all: readonly Pick<TargetSpec, 'weight'>[],
): number {
  return target.weight / all.reduce((sum, other) => sum + other.weight, 0);
}
