import type { SampleOutcome } from '../../journal/samples.ts';
import type { Exchange } from '../request/exchange.ts';
import type { LaneJob } from './messages.ts';

/** What a carrier reads of a lane. */
export type CarrierJob = Pick<
  LaneJob,
  'kind' | 'protocol' | 'url' | 'ca' | 'request' | 'connections' | 'limit'
>;

/** Brings a lane's requests to the server: each goes out at most once. */
export interface Carrier {
  /** As soon as a connection can take it. */
  carry(exchange: Exchange): void;
  /** The lane has given it up: whatever became of it is told no more. */
  drop(exchange: Exchange, outcome: SampleOutcome): void;
  close(): Promise<void>;
}

/** Told how a request ended, by the carrier. False when the lane had given it up before. */
export type Ended = (exchange: Exchange, outcome: SampleOutcome, error?: Error) => boolean;
