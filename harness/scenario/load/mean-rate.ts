import type { Arrival } from '../scenario.ts';

/** Requests per second on average over one cycle of a profile; null for arrivals that follow any rate. */
export function meanRate(arrival: Arrival): number | null {
  if (arrival.pattern === 'replay') return arrival.offsetsUs.length / (arrival.cycleUs / 1e6);
  if (arrival.pattern !== 'steps') return null;
  const requests = arrival.steps.reduce((sum, { forMs, ratePerS }) => sum + (forMs / 1e3) * ratePerS, 0);
  return requests / arrival.steps.reduce((sum, { forMs }) => sum + forMs / 1e3, 0);
}
