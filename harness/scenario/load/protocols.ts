interface ProtocolTraits {
  /** As a sentence names it. */
  readonly title: string;
  /** How many requests a connection takes, as the description of a lane's setting says it. */
  readonly requests: string;
}

/** How a lane can talk. Each room that does something else for another protocol has a table by these names. */
export const protocols = {
  http1: { title: 'HTTP/1.1', requests: 'one request at a time on each connection' },
  h2: { title: 'HTTP/2', requests: 'many' },
} as const satisfies Record<string, ProtocolTraits>;

export type Protocol = keyof typeof protocols;

export const protocolNames = Object.keys(protocols) as [Protocol, ...Protocol[]];
