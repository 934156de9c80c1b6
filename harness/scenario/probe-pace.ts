/** How often a node's prober sends; to the pods of other nodes one each time, in turn. */
export const nodeProbeEveryMs = 200;

/** How often the path between two nodes' pods is probed: the resolution of its outages. */
export const podProbeEveryMs = (nodes: number) => (nodes - 1) * nodeProbeEveryMs;
