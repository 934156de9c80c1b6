import type { TargetSpec } from './scenario.ts';
import type { WrittenScenario } from './schema.ts';

/** What the built-in web service answers (workloads/web/service.ts). */
const webBody = 'ok\n';

/** The services under load; the built-in one where the scenario names none. */
export function targetSpecs(written: WrittenScenario['load']['targets']): readonly TargetSpec[] {
  if (written === undefined)
    return [
      {
        name: 'web',
        service: null,
        weight: 1,
        request: { method: 'GET', path: '/', headers: {}, body: null },
        expect: { status: 200, body: webBody },
      },
    ];
  return written.map(({ name, service, weight, request, expect }) => ({
    name,
    service: service ?? null,
    weight,
    request: { ...request, body: request.body ?? null },
    expect: { status: expect.status, body: expect.body ?? null },
  }));
}

/** The part of a lane's rate that a target gets. */
export function shareOf(
  target: Pick<TargetSpec, 'weight'>,
  all: readonly Pick<TargetSpec, 'weight'>[],
): number {
  return target.weight / all.reduce((sum, one) => sum + one.weight, 0);
}
