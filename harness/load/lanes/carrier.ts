import type { SampleOutcome } from '../../journal/samples.ts';
import type { Exchange } from '../request/exchange.ts';
import type { LaneJob } from './messages.ts';

/** What a carrier reads of a lane. */
export type CarrierJob = Pick<
  LaneJob,
  'kind' | 'protocol' | 'url' | 'ca' | 'request' | 'connections' | 'limit'
>;

/** Sends the requests of a lane: each at most once. */
export interface Carrier {
  /** As soon as a connection can take it. */
  carry(exchange: Exchange): void;
  /** The lane has given the request up: its later outcome is not reported. */
  drop(exchange: Exchange, outcome: SampleOutcome): void;
  close(): Promise<void>;
}

/** Called by the carrier with the outcome of a request. False when the lane had given it up before. */
export type OnExchangeEnd = (exchange: Exchange, outcome: SampleOutcome, error?: Error) => boolean;
