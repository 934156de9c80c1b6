import { newAuthority } from '../../kube/certificates.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ExtraPorts } from '../../workload/manifests.ts';
import { choosePort } from '../../workload/other-port.ts';

/** What the lanes need from the built-in service in addition to HTTP/1.1. */
export interface Serving {
  readonly ports: ExtraPorts;
  /** PEM of the authority of its certificate, for the load generator; null if no lane uses TLS. */
  readonly ca: string | null;
}

/** The service is reached at the front door, on this machine's own address. */
const throughTheDoor = { commonName: 'web', ips: ['127.0.0.1'], names: [] };

/** Creates the certificate of a run. Its key is in this process and in a Secret of the replica, and in no file. */
export async function createServing(lanes: Scenario['load']['lanes'], runId: string): Promise<Serving> {
  const wanted = new Set(lanes.map(choosePort));
  const h2c = wanted.has('h2c');
  if (!wanted.has('tls')) return { ports: { h2c, tls: null }, ca: null };
  const authority = await newAuthority(runId);
  return { ports: { h2c, tls: await authority.issue(throughTheDoor) }, ca: authority.ca };
}
