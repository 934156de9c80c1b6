import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { awaitAnswer } from '../../../../../harness/clusters/kops/balancer/await-answer.ts';

const { signal } = new AbortController();
const limits = { withinMs: 0, everyMs: 5, openMs: 20, askEveryMs: 5 };
const resolve = async () => ({ addresses: ['127.0.0.1'], ttlMs: 60_000 });

async function listening(server: Server): Promise<number> {
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}

const keeping = () => createServer((socket) => socket.on('error', () => {}));
/** As a balancer without a healthy backend. */
const closing = () => createServer((socket) => socket.end());

describe('a load balancer', () => {
  it('is there once its name resolves and a connection stays open', async () => {
    const port = await listening(keeping());
    let questions = 0;
    await awaitAnswer(
      { target: 'web', hosts: ['web-1.elb.example.com'], port },
      async () => {
        questions += 1;
        if (questions < 3) throw new Error('queryA ENOTFOUND');
        return resolve();
      },
      { ...limits, withinMs: 60_000 },
      signal,
    );
    expect(questions).toBe(3);
  });

  it('is not there while it closes new connections', async () => {
    const port = await listening(closing());
    const place = { target: 'web', hosts: ['web-1.elb.example.com'], port };
    await expect(awaitAnswer(place, resolve, { ...limits, openMs: 60_000 }, signal)).rejects.toMatchObject({
      code: 'front-door-unreachable',
      message: `The load balancer of target web, web-1.elb.example.com, did not answer on port ${port} within 0 ms: 127.0.0.1:${port} closed a new connection`,
    });
  });

  it('is not there while its name does not resolve', async () => {
    const place = { target: 'web', hosts: ['web-1.elb.example.com'], port: 80 };
    const failing = async () => {
      throw new Error('queryA ENOTFOUND');
    };
    await expect(awaitAnswer(place, failing, limits, signal)).rejects.toThrow(
      'web-1.elb.example.com does not resolve: queryA ENOTFOUND',
    );
  });

  it('must answer at every address', async () => {
    const port = await listening(keeping());
    const two = async () => ({ addresses: ['127.0.0.1', '127.0.0.2'], ttlMs: 60_000 });
    const place = { target: 'web', hosts: ['web-1.elb.example.com'], port };
    await expect(awaitAnswer(place, two, limits, signal)).rejects.toThrow(/127\.0\.0\.2:\d+: .*ECONNREFUSED/);
  });
});
