import type { LaneSpec, Protocol } from '../scenario/scenario.ts';

/** `h2c`: for HTTP/2 without TLS; `tls`: for any HTTP with it. */
type OtherPortName = 'h2c' | 'tls';

/** An additional port of the built-in service: its number there, and on every node. */
export interface OtherPort {
  readonly port: OtherPortName;
  readonly servicePort: number;
  readonly nodePort: number;
}

/** The port for a protocol; null: the first port. */
const ports: Readonly<Record<Protocol, Readonly<Record<'plain' | 'tls', OtherPortName | null>>>> = {
  http1: { plain: null, tls: 'tls' },
  h2: { plain: 'h2c', tls: 'tls' },
};

/** The port of the built-in service that a lane needs; null: its first. */
export function choosePort({ protocol, tls }: Pick<LaneSpec, 'protocol' | 'tls'>): OtherPortName | null {
  return ports[protocol][tls ? 'tls' : 'plain'];
}
