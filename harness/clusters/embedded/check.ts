import { once } from 'node:events';
import { createServer } from 'node:net';
import { apiPort, kubeletPort, proxyHealthPort } from '../../embedded/addresses.ts';
import { errorTable } from '../../errors.ts';
import type { Prerequisite } from '../cluster.ts';

/** In the part that no cluster uses; a different one each time, so that two checks do not collide. */
const probedAddress = () =>
  `127.255.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`;

/** Every prerequisite of a run on the embedded cluster: its own addresses. No engine, no image. */
export async function checkEmbedded(): Promise<readonly Prerequisite[]> {
  return [await loopbackCheck()];
}

/** Ports on which a Kubernetes of this machine (k3s, microk8s) listens, on all addresses. */
const ports = [apiPort, kubeletPort, proxyHealthPort];

/** @param among ports that the cluster will listen on; others for tests */
export async function loopbackCheck(among: readonly number[] = ports): Promise<Prerequisite> {
  const address = probedAddress();
  const name = 'loopback addresses';
  const code = 'loopback-unavailable';
  for (const port of among) {
    const failure = await listenFailure(address, port);
    if (failure === null) continue;
    const found =
      failure.code === 'EADDRINUSE'
        ? `a process listens on port ${port} of every address`
        : `${address} can't be listened on (${failure.message})`;
    return { name, code, ok: false, found, hint: errorTable[code].hint };
  }
  return { name, code, ok: true, found: 'all of 127.0.0.0/8', hint: '' };
}

async function listenFailure(address: string, port: number): Promise<NodeJS.ErrnoException | null> {
  const server = createServer();
  try {
    await once(server.listen(port, address), 'listening');
    return null;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    server.close();
  }
}
