import type { Clock } from '../../journal/clock.ts';
import type { ExpectedResponse } from '../request/body.ts';
import type { NameTable } from '../request/names.ts';
import type { Recorder } from './recorder.ts';

/** Inputs of a lane of any kind. */
export interface LaneContext {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly expected: ExpectedResponse;
  readonly names: NameTable;
  readonly recorder: Recorder;
  /** This machine ran out of sockets, ports or memory: the system's error code. */
  readonly onOwnLimit: (code: string) => void;
  /** Request number `seq` waited so many µs for one of the lane's connections to take it. */
  readonly onWaited: (seq: number, us: number) => void;
}

/** Inputs of its requests. */
export type CarrierContext = Pick<LaneContext, 'clock' | 'timeoutMs' | 'expected' | 'names' | 'onWaited'>;

/** A lane under load. */
export interface RunningLane {
  /** Schedules nothing more; requests in flight continue. */
  stop(): void;
  /** The number of requests that have not ended yet. */
  inFlight(): number;
  /** Cancels requests in flight and closes its connections. */
  close(): Promise<void>;
}
