/** What a prober on each node asks for: an address of the cluster's DNS; to be let in by the probers of the other nodes. */
export const nodeProbes = ['dns', 'pods'] as const;
export type NodeProbe = (typeof nodeProbes)[number];

/** Every kind of probe, each with a criterion of its own. */
export const probeKinds = ['api', ...nodeProbes, 'apiWrite', 'rollout'] as const;
export type ProbeKind = (typeof probeKinds)[number];

/** What a line can say of the probes. */
export type ProbeEntry =
  /** `source` is an API server's name (a node's, or `balanced`) or, of `nodeProbes`, the name of the node asked from. `sentUs` is when it was sent; silence is ok=false with error `timed-out`. */
  | {
      readonly type: 'probe';
      readonly probe: ProbeKind;
      readonly source: string;
      readonly seq: number;
      readonly sentUs: number;
      readonly durationUs: number;
      readonly ok: boolean;
      readonly error?: string;
      /** Of probe `pods`: addresses of the asking prober and of the one it asked. */
      readonly from?: string;
      readonly to?: string;
    }
  /**
   * At the end: which of the writes that an API server (`source`) had acknowledged were not found again, by their
   * number (`seq` of the probe); null where they could not be read back, and `error` says why.
   */
  | {
      readonly type: 'writes';
      readonly source: string;
      readonly acknowledged: number;
      readonly lost: readonly number[] | null;
      readonly error?: string;
    };
