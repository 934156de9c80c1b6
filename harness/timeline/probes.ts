import type { ProbeKind, RecordOf } from '../journal/records.ts';

/** The results of one prober, in the order of the journal: tens of thousands, so plain arrays. */
export interface ProbeSeries {
  readonly probe: ProbeKind;
  /** An API server's name, or a node's. */
  readonly source: string;
  /** For probe `pods`: the prober's own address, and the probed one. Null for others. */
  readonly from: string | null;
  readonly to: string | null;
  readonly length: number;
  /** Microseconds since the run's start; valid up to `length`, like the others. */
  readonly sentUs: Float64Array;
  readonly durationUs: Float64Array;
  readonly seq: Uint32Array;
  /** 1 is good. */
  readonly ok: Uint8Array;
}

/** Collects probe results by kind, source and, between pods, addresses. */
export class ProbeFold {
  readonly #bySource = new Map<string, GrowingSeries>();
  readonly series: ProbeSeries[] = [];

  add(record: RecordOf<'probe'>): void {
    const key = [record.probe, record.source, record.from, record.to].join(' ');
    let found = this.#bySource.get(key);
    if (found === undefined) {
      found = new GrowingSeries(record);
      this.#bySource.set(key, found);
      this.series.push(found);
    }
    found.push(record);
  }
}

class GrowingSeries implements ProbeSeries {
  readonly probe: ProbeKind;
  readonly source: string;
  readonly from: string | null;
  readonly to: string | null;
  length = 0;
  sentUs = new Float64Array(256);
  durationUs = new Float64Array(256);
  seq = new Uint32Array(256);
  ok = new Uint8Array(256);

  constructor({ probe, source, from, to }: RecordOf<'probe'>) {
    this.probe = probe;
    this.source = source;
    this.from = from ?? null;
    this.to = to ?? null;
  }

  push(record: RecordOf<'probe'>): void {
    if (this.length === this.sentUs.length) this.#double();
    this.sentUs[this.length] = record.sentUs;
    this.durationUs[this.length] = record.durationUs;
    this.seq[this.length] = record.seq;
    this.ok[this.length] = record.ok ? 1 : 0;
    this.length += 1;
  }

  #double(): void {
    const size = this.length * 2;
    const { sentUs, durationUs, seq, ok } = this;
    this.sentUs = new Float64Array(size);
    this.durationUs = new Float64Array(size);
    this.seq = new Uint32Array(size);
    this.ok = new Uint8Array(size);
    this.sentUs.set(sentUs);
    this.durationUs.set(durationUs);
    this.seq.set(seq);
    this.ok.set(ok);
  }
}
