import { expect, it } from 'vitest';
import { estimate } from '../../../harness/plan/estimate.ts';
import { expiryCheck } from '../../../harness/preflight/expiry.ts';
import { loadScenario } from '../../../harness/scenario/load-scenario.ts';

const check = async (file: string, ...sets: readonly string[]) =>
  expiryCheck((await loadScenario(file, { sets })).scenario);

it('a clone that expires before its rehearsal can be over is a warning', async () => {
  const clone = 'scenarios/kops-clone.yaml';
  const { scenario } = await loadScenario(clone);
  const neededMs = estimate(scenario).reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  expect(await check(clone)).toMatchObject({ ok: true, hint: '', code: null });
  expect(await check(clone, `cluster.clone.ttl=${neededMs}ms`)).toMatchObject({ ok: true });
  expect(await check(clone, `cluster.clone.ttl=${neededMs - 1}ms`)).toMatchObject({
    ok: false,
    code: null,
    hint: expect.stringContaining('cluster.clone.ttl'),
  });
});

it('what is no clone does not expire', async () => {
  expect(await check('scenarios/quickstart.yaml')).toBeNull();
});
