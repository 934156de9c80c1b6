import type { Sample, SampleBatches, SampleColumns } from '../../journal/samples.ts';
import type { AnyLaneKind, Arrival } from '../../scenario/scenario.ts';

/** What a lane's opening record and the scenario say of when its requests were due. */
export interface LaneSchedule {
  readonly arrival: Arrival;
  readonly seed: number;
}

/** One lane, with its samples as its file has them. */
export interface LaneSource {
  readonly target: string;
  readonly lane: string;
  readonly kind: AnyLaneKind;
  readonly ratePerS: number;
  /** In memory, or to be read batch by batch. */
  readonly columns: SampleColumns | SampleBatches;
  /** The file ended in a torn batch: its last second may be missing. */
  readonly torn: boolean;
}

/** One whose samples are in memory. */
export interface LaneData extends LaneSource {
  readonly columns: SampleColumns;
}

/** What the judge reads of each request. It keeps the counts of each second, and reads the rows again when it needs them. */
export const judgedColumns = [
  'seq',
  'intendedUs',
  'endUs',
  'outcome',
  'connection',
  'answered',
  'pod',
  'node',
] as const satisfies readonly (keyof Sample)[];

/** The target outside the cluster that the control lane asks. */
export const controlTarget = 'control';

/** No samples at all. */
export const emptyColumns: SampleColumns = {
  length: 0,
  seq: new Uint32Array(),
  intendedUs: new Float64Array(),
  sentUs: new Float64Array(),
  firstByteUs: new Float64Array(),
  endUs: new Float64Array(),
  status: new Uint16Array(),
  outcome: new Uint8Array(),
  connection: new Uint32Array(),
  answered: new Uint8Array(),
  pod: new Uint16Array(),
  node: new Uint16Array(),
  bytes: new Uint32Array(),
};
