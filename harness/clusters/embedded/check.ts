import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorTable } from '../../errors.ts';
import type { Check } from '../cluster.ts';
import { kubeletPort } from './addresses.ts';

/** Of the part that no cluster uses; another one each time, lest two checks meet. */
const probedAddress = () =>
  `127.255.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`;

/** Every prerequisite of a run on the embedded cluster: addresses of its own. No engine, no image. */
export async function checkEmbedded(): Promise<readonly Check[]> {
  return [await loopbackCheck()];
}

/** A kubelet or a server of this machine that listens on all addresses is in the way, too. */
async function loopbackCheck(): Promise<Check> {
  const server = createServer();
  const address = probedAddress();
  const failure = await once(server.listen(kubeletPort, address), 'listening').then(
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
      : `${address} can't be listened on (${failure.message})`;
  return { name, code, ok: false, found, hint: errorTable[code].hint };
}
