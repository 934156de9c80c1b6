import type { Clock } from '../../journal/clock.ts';
import type { JournalEntry } from '../../journal/records.ts';

type WaitedEntry = Extract<JournalEntry, { type: 'waited' }>;

/** Counts the requests of one lane that waited for a connection. */
export interface WaitMeter {
  /** @param us how long request number `seq` waited */
  waited(seq: number, us: number): void;
  /** The waits that ended since the last call; null if there were none. */
  take(): WaitedEntry | null;
}

export function waitMeter(lane: { readonly target: string; readonly lane: string }, clock: Clock): WaitMeter {
  let fromUs = clock.nowUs();
  let waits: {
    requests: number;
    firstSeq: number;
    lastSeq: number;
    longestUs: number;
    totalUs: number;
  } | null = null;
  return {
    waited(seq, us) {
      waits ??= { requests: 0, firstSeq: seq, lastSeq: seq, longestUs: 0, totalUs: 0 };
      waits.requests += 1;
      waits.firstSeq = Math.min(waits.firstSeq, seq);
      waits.lastSeq = Math.max(waits.lastSeq, seq);
      waits.longestUs = Math.max(waits.longestUs, Math.round(us));
      waits.totalUs += Math.round(us);
    },
    take() {
      const toUs = clock.nowUs();
      const { target, lane: name } = lane;
      const times = { fromUs: Math.round(fromUs), toUs: Math.round(toUs) };
      const entry: WaitedEntry | null = waits && { type: 'waited', target, lane: name, ...times, ...waits };
      fromUs = toUs;
      waits = null;
      return entry;
    },
  };
}
