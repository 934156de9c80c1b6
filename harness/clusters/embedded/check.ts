import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorTable } from '../../errors.ts';
import type { Check } from '../cluster.ts';
import { kubeletPort } from './addresses.ts';

/** Any address of 127/8 but the first: Linux answers on all of them. */
const probedAddress = '127.77.0.1';

/** Every prerequisite of a run on the embedded cluster: addresses of its own. No engine, no image. */
export async function checkEmbedded(): Promise<readonly Check[]> {
  return [await loopbackCheck()];
}

/** A kubelet or a server of this machine that listens on all addresses is in the way, too. */
async function loopbackCheck(): Promise<Check> {
  const server = createServer();
  const failure = await once(server.listen(kubeletPort, probedAddress), 'listening').then(
    () => null,
    (error: NodeJS.ErrnoException) => error,
  );
  server.close();
  const name = 'loopback addresses';
  const code = 'loopback-unavailable';
  if (failure === null) return { name, code, ok: true, found: 'all of 127.0.0.0/8', hint: '' };
  const found =
    failure.code === 'EADDRINUSE'
      ? `something listens on port ${kubeletPort} of every address`
      : `${probedAddress} can't be listened on (${failure.message})`;
  return { name, code, ok: false, found, hint: errorTable[code].hint };
}
