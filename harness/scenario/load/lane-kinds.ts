interface LaneKindTraits {
  /** Description of its connections in a lane's setting. */
  readonly connections: string;
  /**
   * Requests are sent when they are due, independent of earlier outcomes; otherwise the load generator waits
   * for responses.
   */
  readonly openLoop: boolean;
  /** Connections are kept from one request to the next. */
  readonly keepsConnections: boolean;
  /** Responses don't end: a request checks one of them, so that its latency is not that of a response. */
  readonly streams: boolean;
}

/** Every kind of lane. Other code that depends on the kind reads this or has a table by these names. */
export const laneKinds = {
  reused: {
    connections: 'kept-alive connections',
    openLoop: true,
    keepsConnections: true,
    streams: false,
  },
  fresh: {
    connections: 'a new connection for every request',
    openLoop: true,
    keepsConnections: false,
    streams: false,
  },
  stream: {
    connections: 'long-lived streaming responses, whose breaks count',
    openLoop: true,
    keepsConnections: true,
    streams: true,
  },
  /** Where `load.closed` asks for it. */
  closed: {
    connections: 'those of autocannon',
    openLoop: false,
    keepsConnections: true,
    streams: false,
  },
} as const satisfies Record<string, LaneKindTraits>;

export type AnyLaneKind = keyof typeof laneKinds;

/** The kinds with a trait. */
type With<Trait extends keyof LaneKindTraits, Value> = {
  [Kind in AnyLaneKind]: (typeof laneKinds)[Kind][Trait] extends Value ? Kind : never;
}[AnyLaneKind];

/** Those that `load.lanes` can name. */
export type LaneKind = With<'openLoop', true>;

/** Those whose lanes can have options: they send the target's own requests. */
type OptionsKind = LaneKind & With<'streams', false>;

const names = Object.keys(laneKinds) as AnyLaneKind[];

export const laneKindNames = names.filter((name) => laneKinds[name].openLoop) as [LaneKind, ...LaneKind[]];

export const optionsKindNames = laneKindNames.filter((name) => !laneKinds[name].streams) as [
  OptionsKind,
  ...OptionsKind[],
];

/** `reused: kept-alive connections; fresh: …`. */
export const describeKinds = (kinds: readonly LaneKind[]): string =>
  kinds.map((name) => `${name}: ${laneKinds[name].connections}`).join('; ');
