import type { Sample, SampleBatches, SampleColumns } from '../../journal/samples.ts';
import type { AnyLaneKind, Arrival } from '../../scenario/scenario.ts';

/** When a lane's requests were due, from its opening record and the scenario. */
export interface LaneSchedule {
  readonly arrival: Arrival;
  readonly seed: number;
}

/** One lane, with the samples of its file. */
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

/**
 * The parts of each request that the judge reads. It keeps the counts of each second, and reads the rows
 * again when it needs them.
 */
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

/** The control lane's target outside the cluster. */
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
