interface LaneKindTraits {
  /** Requests are sent when they are due, whatever became of those before; without it the load generator waits for answers. */
  readonly openLoop: boolean;
  /** Connections are kept from one request to the next. */
  readonly keepsConnections: boolean;
  /** Answers don't end: a request checks one of them, so that its latency is not that of an answer. */
  readonly streams: boolean;
}

/** Every kind of lane. Each room that does something else for another kind reads this or has a table by these names. */
export const laneKinds = {
  /** Kept-alive connections. */
  reused: { openLoop: true, keepsConnections: true, streams: false },
  /** A new connection for each request. */
  fresh: { openLoop: true, keepsConnections: false, streams: false },
  /** Long-lived answers that are checked. */
  stream: { openLoop: true, keepsConnections: true, streams: true },
  /** autocannon, where `load.closed` asks for it. */
  closed: { openLoop: false, keepsConnections: true, streams: false },
} as const satisfies Record<string, LaneKindTraits>;

export type AnyLaneKind = keyof typeof laneKinds;

/** Those that `load.lanes` can name. */
export type LaneKind = Exclude<AnyLaneKind, 'closed'>;

export const laneKindNames = (Object.keys(laneKinds) as AnyLaneKind[]).filter(
  (name) => laneKinds[name].openLoop,
) as [LaneKind, ...LaneKind[]];
