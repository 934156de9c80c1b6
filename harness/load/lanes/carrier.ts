import type { SampleOutcome } from '../../journal/samples.ts';
import type { Exchange } from '../request/exchange.ts';
import type { LaneJob } from './messages.ts';

/** The parts of a lane that a carrier reads. */
export type CarrierJob = Pick<
  LaneJob,
  'kind' | 'protocol' | 'url' | 'ca' | 'request' | 'connections' | 'limit'
>;

/** Sends the requests of a lane: each at most once. */
export interface Carrier {
  /** Sends it as soon as a connection is available. */
  carry(exchange: Exchange): void;
  /** The lane has abandoned the request: its later outcome is not reported. */
  drop(exchange: Exchange, outcome: SampleOutcome): void;
  close(): Promise<void>;
}

/** Called by the carrier with the outcome of a request. False if the lane had abandoned it before. */
export type OnExchangeEnd = (exchange: Exchange, outcome: SampleOutcome, error?: Error) => boolean;
