import type { Evidence } from '../evidence.ts';

/** When an API server last returned in that period, by its probes; null if none did. */
export function findApiReturnUs({ probes }: Evidence, fromUs: number, toUs: number): number | null {
  const returns = probes
    .filter(({ probe }) => probe === 'api')
    .flatMap(({ outages }) => outages.map((outage) => outage.toUs))
    .filter((returnedUs) => returnedUs >= fromUs && returnedUs <= toUs);
  return returns.length === 0 ? null : Math.max(...returns);
}
