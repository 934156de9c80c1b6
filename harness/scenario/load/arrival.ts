import type { HeldFiles } from '../held-files.ts';
import type { Mistake } from '../mistakes.ts';
import type { Arrival } from '../scenario.ts';
import type { UnderstoodScenario, WrittenScenario } from '../schema/scenario.ts';
import { valueAt } from '../walk.ts';
import { type Replay, readProfile } from './profile.ts';

const path = ['load', 'arrival'];

/**
 * The profile of `load.arrival.replay`, or as text why it is invalid; null if it names none. @param folder
 * where relative paths start
 */
export function profileIn(
  { load }: UnderstoodScenario,
  folder: string,
  held: HeldFiles,
): Replay | string | null {
  const { arrival } = load ?? {};
  const file = typeof arrival === 'object' ? arrival.replay : undefined;
  return file === undefined ? null : readProfile(file, folder, held);
}

/** The value of `load.arrival`. @param profile the one that it names; null if it names none */
export function resolveArrival(written: WrittenScenario['load']['arrival'], profile: Replay | null): Arrival {
  if (typeof written === 'string') return { pattern: written };
  if (profile !== null) return profile;
  const steps = (written.steps ?? []).map((step) => ({ forMs: step.for, ratePerS: step.rate }));
  return { pattern: 'steps', steps };
}

/** Settings that are contradictory or can't be read. @param profile see `profileIn` */
export function arrivalMistakes(
  { load }: UnderstoodScenario,
  data: unknown,
  profile: Replay | string | null,
): readonly Mistake[] {
  const arrival = load?.arrival;
  if (typeof arrival !== 'object') return [];
  const { replay } = arrival;
  const written = ['steps', 'replay'].filter((key) => valueAt(data, [...path, key]) !== undefined);
  if (written.length !== 1)
    return [
      {
        path,
        at: 'value',
        message: `expected either \`steps\` or \`replay\`, found ${written.length === 0 ? 'neither' : 'both'}`,
      },
    ];
  const mistakes: Mistake[] = [];
  if (valueAt(data, ['load', 'rate']) !== undefined)
    mistakes.push({
      path: ['load', 'rate'],
      at: 'key',
      message: `\`load.arrival.${written[0]}\` says how many requests a second there are: leave the rate out`,
    });
  if (typeof profile === 'string')
    mistakes.push({ path: [...path, 'replay'], at: 'value', message: `the profile ${replay} ${profile}` });
  return mistakes;
}

/** Requests per second as far as the scenario's text shows: none for a recorded profile, or for invalid parts. */
export function writtenRate({ load }: UnderstoodScenario): number | undefined {
  if (typeof load?.arrival !== 'object') return load?.rate;
  const steps = load.arrival.steps ?? [];
  let [requests, seconds] = [0, 0];
  for (const step of steps) {
    if (step?.for === undefined || step.rate === undefined) return undefined;
    requests += step.rate * (step.for / 1_000);
    seconds += step.for / 1_000;
  }
  return seconds > 0 ? requests / seconds : undefined;
}
