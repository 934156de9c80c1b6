/** How often a node's prober asks; of the pods of other nodes one each time, in turn. */
export const nodeProbeEveryMs = 200;

/** How often the way between two nodes' pods is asked about: an outage of it is not known more finely. */
export const podProbeEveryMs = (nodes: number) => (nodes - 1) * nodeProbeEveryMs;
