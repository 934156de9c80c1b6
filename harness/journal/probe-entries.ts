export type ProbeKind = 'api' | 'dns' | 'apiWrite' | 'rollout';

/** What a line can say of the probes. */
export type ProbeEntry =
  /** `source` is an API server's name (a node's, or `balanced`) or, of probe `dns`, the name of the node asked from. `sentUs` is when it was sent; silence is ok=false with error `timed-out`. */
  | {
      readonly type: 'probe';
      readonly probe: ProbeKind;
      readonly source: string;
      readonly seq: number;
      readonly sentUs: number;
      readonly durationUs: number;
      readonly ok: boolean;
      readonly error?: string;
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
