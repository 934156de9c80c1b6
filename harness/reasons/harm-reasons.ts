import { clock, duration } from '../format/durations.ts';

interface Outage {
  readonly lane: string;
  readonly ms: number;
  readonly resolutionMs: number;
  /** When it began, if that was before the upgrade; otherwise null. */
  readonly beganBeforeUs: number | null;
}

interface BadRequests {
  readonly lane: string;
  /** Bad requests / rate. */
  readonly ms: number;
}

/** Reasons of the criteria of failed requests. */
export const harmReasons = {
  'no-outage': () => 'no 100 ms in which half of the requests were bad',
  'longest-outage': ({ lane, ms, resolutionMs, beganBeforeUs }: Outage) =>
    `${duration(ms)} at least half bad in ${lane}, resolution ${duration(resolutionMs)}${beganBeforeUs === null ? '' : `; it began before the upgrade, at ${clock(beganBeforeUs)}`}`,
  'bad-requests': ({ lane, ms }: BadRequests) =>
    `${duration(ms)} worth of requests were bad in ${lane}, the worst lane`,
  'generator-explains-excess': ({ withoutNoiseMs }: { withoutNoiseMs: number }) =>
    `the load generator host explains the excess (${duration(withoutNoiseMs)} without its marked seconds): lower the rate, use a bigger machine or keep processors apart; the report's section on that host has what was measured`,
};
