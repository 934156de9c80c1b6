import { expect, it } from 'vitest';
import { clockFrom } from '../../../../harness/journal/clock.ts';
import { openH2 } from '../../../../harness/load/http2/carrier.ts';
import { createExpectation } from '../../../../harness/load/request/body.ts';
import { newExchange } from '../../../../harness/load/request/exchange.ts';
import { h2Answer, serveH2 } from '../../../support/load/h2-server.ts';
import { until } from '../../../support/load/under-load.ts';

it('a request that its connection has no room for is on none while it waits', async () => {
  let answerFirst = () => {};
  await using server = await serveH2(
    (stream, request) => {
      if (request.number === 1) answerFirst = () => h2Answer(stream, request);
      else h2Answer(stream, request);
    },
    { maxConcurrentStreams: 1 },
  );
  const ended: string[] = [];
  const carrier = openH2(
    {
      ...{ kind: 'reused', protocol: 'h2', url: server.url.href, ca: null, request: null },
      ...{ connections: 1, limit: 1 },
    },
    {
      ...{ clock: clockFrom(), timeoutMs: 10_000, names: { assignNumber: () => 0 }, onWaited: () => {} },
      expected: createExpectation({ expectedStatus: 200, expectedBody: 'ok', expectedPart: null }),
    },
    ({ seq }, outcome) => {
      ended.push(`${seq} ${outcome}`);
      return true;
    },
  );
  const [first, second, third] = [newExchange(0, 0), newExchange(1, 0), newExchange(2, 0)] as const;
  carrier.carry(first);
  carrier.carry(second);
  await until(() => server.seen.requests === 1 && second.via === null)();
  // Cancelled while it waits: the connection is not affected and carries the next one.
  carrier.drop(second, 'timed-out');
  answerFirst();
  await until(() => ended.length === 1)();
  carrier.carry(third);
  await until(() => ended.length === 2)();
  await carrier.close();
  expect(ended).toEqual(['0 ok', '2 ok']);
  expect(server.seen.connections).toBe(1);
});
