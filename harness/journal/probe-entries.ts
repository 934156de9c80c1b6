/**
 * Probes of a prober on each node: an address from the cluster's DNS; a connection to the probers of the other nodes.
 */
export const nodeProbes = ['dns', 'pods'] as const;
export type NodeProbe = (typeof nodeProbes)[number];

/** Every kind of probe, each with its own criterion. */
export const probeKinds = ['api', ...nodeProbes, 'apiWrite', 'rollout'] as const;
export type ProbeKind = (typeof probeKinds)[number];

/** Journal entries about the probes. */
export type ProbeEntry =
  /**
   * `source` is an API server's name (a node's, or `balanced`) or, for `nodeProbes`, the name of the node
   * that the probe was sent from. `sentUs` is when it was sent; silence is ok=false with error `timed-out`.
   */
  | {
      readonly type: 'probe';
      readonly probe: ProbeKind;
      readonly source: string;
      readonly seq: number;
      readonly sentUs: number;
      readonly durationUs: number;
      readonly ok: boolean;
      readonly error?: string;
      /** For probe `pods`: addresses of the sending prober and of the one that it probed. */
      readonly from?: string;
      readonly to?: string;
    }
  /**
   * At the end: which writes that an API server (`source`) had acknowledged were not found again, by their
   * number (`seq` of the probe). Null if they could not be read back, with the reason in `error`.
   */
  | {
      readonly type: 'writes';
      readonly source: string;
      readonly acknowledged: number;
      readonly lost: readonly number[] | null;
      readonly error?: string;
    };
