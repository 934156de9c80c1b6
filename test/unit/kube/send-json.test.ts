import { describe, expect, it } from 'vitest';
import { apiFailure } from '../../../harness/kube/api-error.ts';
import { sendJson } from '../../../harness/kube/send-json.ts';
import { answer, fakeApi } from '../../support/kube/fake-api.ts';

const { signal } = new AbortController();

describe('a request without types', () => {
  it("sends the body unchanged, and returns the server's warnings", async () => {
    await using api = await fakeApi();
    const bodies: string[] = [];
    api.rules.push((_, response, body) => {
      bodies.push(body);
      response.setHeader('warning', [
        '299 - "batch/v1beta1 CronJob is deprecated"',
        '299 - "unknown field \\"spec.x\\""',
      ]);
      answer(response, 201, { seen: true });
      return true;
    });
    const body = { mode: 256, port: 'http', quantity: '500m', fieldOfNextYear: { deep: [null, 1.5] } };
    const query = { dryRun: 'All' };
    const answered = await sendJson(api.kube, {
      method: 'POST',
      path: '/api/v1/things',
      query,
      body,
      signal,
    });
    expect(answered).toEqual({
      body: { seen: true },
      warnings: ['batch/v1beta1 CronJob is deprecated', 'unknown field "spec.x"'],
    });
    expect(bodies).toEqual([JSON.stringify(body)]);
    expect(api.requests).toEqual(['POST /api/v1/things?dryRun=All']);
  });

  it("throws the server's refusal in its words", async () => {
    await using api = await fakeApi();
    api.rules.push((_, response) => {
      answer(response, 422, { kind: 'Status', message: 'spec.ports: Required value' });
      return true;
    });
    const sent = sendJson(api.kube, { method: 'GET', path: '/api/v1/things', signal });
    const failure = apiFailure(await sent.catch((error: unknown) => error));
    expect(failure).toMatchObject({ status: 422, message: '422 spec.ports: Required value' });
  });

  it('ends with the signal, or at its timeout', async () => {
    await using api = await fakeApi();
    api.rules.push(() => true);
    const reason = new Error('Ctrl-C');
    const controller = new AbortController();
    const aborted = sendJson(api.kube, { method: 'GET', path: '/x', signal: controller.signal });
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    const late = sendJson(api.kube, { method: 'GET', path: '/x', signal, timeoutMs: 20 });
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
