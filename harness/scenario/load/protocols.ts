interface ProtocolTraits {
  /** Its name in a sentence. */
  readonly title: string;
  /** How many requests a connection carries, for the description of a lane's setting. */
  readonly requests: string;
}

/** The protocols of a lane. Other code that depends on the protocol has a table by these names. */
export const protocols = {
  http1: { title: 'HTTP/1.1', requests: 'one request at a time on each connection' },
  h2: { title: 'HTTP/2', requests: 'many' },
} as const satisfies Record<string, ProtocolTraits>;

export type Protocol = keyof typeof protocols;

export const protocolNames = Object.keys(protocols) as [Protocol, ...Protocol[]];
