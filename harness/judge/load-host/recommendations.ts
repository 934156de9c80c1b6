import { type Reason, reason } from '../../reasons/reason.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Timeline } from '../../timeline/model.ts';
import { mean } from '../statistics/stats.ts';
import type { Disturbance } from './disturbances.ts';

/** In how many seconds the generator itself showed harm. */
interface Harmed {
  readonly lag: number;
  readonly control: number;
  readonly unsent: number;
}

/**
 * Changes that would reduce disturbances in the next run, each with the measured reason. None if nothing was marked.
 */
export function recommendForLoadHost(
  timeline: Timeline,
  found: readonly Disturbance[],
  harmed: Harmed,
  load: Pick<Scenario['load'], 'ratePerS' | 'cpus'> | null,
): Reason[] {
  const by = (kind: Disturbance['of']) => found.filter((one) => one.of === kind && one.seconds.size > 0);
  const ratePerS = load?.ratePerS ?? null;
  const pause = (one: Disturbance) => ({
    ratePerS,
    disturbance: one.why,
    longestMs: greatest(one) / 1000,
    seconds: one.seconds.size,
  });
  const recommended = [
    ...by('pressure').map((one) => recommendProcessors(timeline, one, load)),
    ...by('steal').map((one) => reason('own-machine', { share: greatest(one), seconds: one.seconds.size })),
    ...by('gc').map((one) => reason('lower-rate', pause(one))),
  ];
  if (recommended.length > 0) return recommended;
  const stalls = by('loop');
  if (stalls.length > 0) return stalls.map((one) => reason('lower-rate-otherwise-idle', pause(one)));
  const { lag: lateS, control: controlBadS, unsent: unsentS } = harmed;
  if (lateS + controlBadS + unsentS === 0) return [];
  return [reason('unexplained-marks', { ratePerS, lateS, controlBadS, unsentS })];
}

function recommendProcessors(
  { loadHost, header }: Timeline,
  one: Disturbance,
  load: Pick<Scenario['load'], 'ratePerS' | 'cpus'> | null,
): Reason {
  const most = greatest(one);
  return reason('more-processors', {
    ratePerS: load?.ratePerS ?? null,
    pinned: (load?.cpus ?? null) !== null,
    most: most > 1 ? { tasks: most } : { share: most },
    seconds: one.seconds.size,
    cpus: header?.machine.cpus ?? null,
    busyMean: mean(loadHost.map(({ cpuBusy }) => cpuBusy)),
  });
}

const greatest = ({ seconds }: Disturbance) =>
  [...seconds.values()].reduce((most, one) => Math.max(most, one));
