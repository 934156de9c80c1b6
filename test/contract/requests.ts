import { get } from 'node:http';
import { get as getSecurely } from 'node:https';

/** Requests one after the other, each on a connection of its own: the pods that answered, and what failed. */
export async function requests(
  url: URL,
  count: number,
): Promise<{ readonly pods: readonly string[]; readonly failed: readonly string[] }> {
  const pods: string[] = [];
  const failed: string[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    try {
      pods.push(await podOf(url));
    } catch (error) {
      failed.push(String(error));
    }
  }
  return { pods, failed };
}

function podOf(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
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

/** Whether an API server says that it is ready, on a new connection. */
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
