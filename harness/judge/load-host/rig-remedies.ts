import { percent } from '../../format/numbers.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Timeline } from '../../timeline/model.ts';
import { mean } from '../statistics/stats.ts';
import { durationText } from '../words.ts';
import type { Disturbance } from './rig-health.ts';

/** In how many seconds the generator itself showed harm. */
interface Harmed {
  readonly lag: number;
  readonly control: number;
  readonly unsent: number;
}

/** What to do so that the rig disturbs the next run less, each with the measured reason. None where nothing was marked. */
export function remediesOf(
  timeline: Timeline,
  found: readonly Disturbance[],
  harmed: Harmed,
  load: Pick<Scenario['load'], 'ratePerS' | 'cpus'> | null,
): string[] {
  const by = (kind: Disturbance['of']) => found.filter((one) => one.of === kind && one.seconds.size > 0);
  const rate = load === null ? 'lower load.rate' : `lower load.rate (${load.ratePerS}/s a lane)`;
  const remedies = [
    ...by('pressure').map((one) => pressureRemedy(timeline, one, rate, load?.cpus ?? null)),
    ...by('steal').map(
      (one) =>
        `Use a machine of its own, or another hour: other guests of the host took up to ${percent(greatest(one))} of the processors, in ${one.seconds.size} s.`,
    ),
    ...by('gc').map(
      (one) =>
        `${capital(rate)} or the number of lanes: ${one.why}, the longest ${ms(greatest(one))}, in ${one.seconds.size} s.`,
    ),
  ];
  const stalls = by('loop');
  if (remedies.length === 0 && stalls.length > 0)
    return stalls.map(
      (one) =>
        `${capital(rate)} or the number of lanes: ${one.why}, the longest ${ms(greatest(one))}, in ${one.seconds.size} s, and neither processors nor garbage collection were short.`,
    );
  if (remedies.length > 0 || harmed.lag + harmed.control + harmed.unsent === 0) return remedies;
  return [
    `Nothing that was measured of the machine explains its marks (late in ${harmed.lag} s, control lane bad in ${harmed.control} s, unsent in ${harmed.unsent} s): ${rate} and see whether they go.`,
  ];
}

function pressureRemedy(
  { rig, header }: Timeline,
  one: Disturbance,
  rate: string,
  pinned: readonly number[] | null,
): string {
  const most = greatest(one);
  const seen =
    most > 1
      ? `up to ${most} tasks ran or waited at once`
      : `some task waited for a processor in up to ${percent(most)} of a second`;
  const apart =
    pinned === null ? ', or keep generator and nodes apart with `load.cpus` and `cluster.cpus`' : '';
  const busy = mean(rig.map(({ cpuBusy }) => cpuBusy));
  const cpus = header === null ? '' : ` of ${header.machine.cpus}`;
  return `Use a machine with more processors, ${rate}${apart}: ${seen}, in ${one.seconds.size} s, and the processors${cpus} were ${percent(busy)} busy on average.`;
}

const greatest = ({ seconds }: Disturbance) =>
  [...seconds.values()].reduce((most, one) => Math.max(most, one));
const ms = (us: number) => durationText(us / 1000);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
