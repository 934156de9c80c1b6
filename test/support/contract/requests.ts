import { Agent, get } from 'node:http';
import { get as getSecurely } from 'node:https';

/** Consecutive requests, each on its own connection: the pods that answered, and the failures. */
export async function requests(
  url: URL,
  count: number,
): Promise<{ readonly pods: readonly string[]; readonly failed: readonly string[] }> {
  const pods: string[] = [];
  const failed: string[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    try {
      pods.push(await askPod(url));
    } catch (error) {
      failed.push(String(error));
    }
  }
  return { pods, failed };
}

/** One connection that stays open. */
export interface Established extends Disposable {
  /** The pod that answers on it. @throws if it has been closed */
  ask(): Promise<string>;
}

/** A connection that has reached that pod. @throws if none of a hundred does */
export async function established(url: URL, pod: string): Promise<Established> {
  for (let tried = 0; tried < 100; tried += 1) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    if ((await askPod(url, agent)) === pod)
      return { ask: () => askPod(url, agent, true), [Symbol.dispose]: () => agent.destroy() };
    agent.destroy();
  }
  throw new Error(`no connection reaches ${pod}`);
}

/** @param again on the connection that the agent has */
function askPod(url: URL, agent: Agent | false = false, again = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, timeout: 2_000 }, (response) => {
      response.resume();
      if (again && !request.reusedSocket) reject(new Error('the connection has been closed'));
      response.once('end', () =>
        response.statusCode === 200
          ? resolve(String(response.headers['x-rehearse-pod'] ?? ''))
          : reject(new Error(`status ${response.statusCode}`)),
      );
    });
    request.once('timeout', () => request.destroy(new Error('no answer in 2 s')));
    request.once('error', reject);
  });
}

/** Whether an API server reports that it is ready, on a new connection. */
export function answersReady(server: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { agent: false, timeout: 1_000, rejectUnauthorized: false } as const;
    const request = getSecurely(new URL('/readyz', server), options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
