import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { countFailures, failureIn } from '../../../../../harness/clusters/docker/haproxy/log.ts';
import { doorTally } from '../../../../../harness/clusters/door-tally.ts';

describe('a line of the front door’s log', () => {
  it.each([
    ['failed target-web c-worker SC 0', ['web', 'c-worker', 'unanswered']],
    ['failed target-web c-worker2-unchecked sC 0', ['web', 'c-worker2', 'unanswered']],
    ['failed target-web.tls c-worker SD 212', ['web.tls', 'c-worker', 'broken']],
    ['failed target-web <NOSRV> SC 0', ['web', null, 'unanswered']],
  ] as const)('shows where a connection failed: %s', (line, failure) => {
    expect(failureIn(line)).toEqual(failure);
  });

  it.each([
    'failed target-web c-worker CD 212',
    'failed target-web c-worker -- 212',
    'failed control control SC 0',
    '[WARNING]  (8) : Server target-web/c-worker is DOWN',
  ])("is ignored if the worker's side was not involved: %s", (line) => {
    expect(failureIn(line)).toBeNull();
  });

  it('is counted in any chunks', async () => {
    const log = new PassThrough();
    const tally = doorTally();
    countFailures(log, tally);
    log.write('failed target-web c-worker SC 0\nfailed target-web c-wor');
    log.write('ker SD 9\nother\n');
    const taken: unknown[] = [];
    await vi.waitFor(() => {
      taken.push(...tally.take());
      expect(taken).toEqual([{ target: 'web', node: 'c-worker', unanswered: 1, broken: 1 }]);
    });
    expect(tally.take()).toEqual([]);
  });
});
