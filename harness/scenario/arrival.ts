import { resolve } from 'node:path';
import type { Mistake } from './mistakes.ts';
import { readProfile } from './profile.ts';
import type { Arrival } from './scenario.ts';
import type { WrittenScenario } from './schema.ts';
import { type Understood, valueAt } from './walk.ts';

const path = ['load', 'arrival'];

/** What `load.arrival` says, with the profile that it names; `random` where that can't be read, which has a mistake of its own. */
export function arrivalOf(written: WrittenScenario['load']['arrival'], folder: string): Arrival {
  if (typeof written === 'string') return { pattern: written };
  if (written.replay !== undefined) {
    const profile = readProfile(resolve(folder, written.replay), written.replay);
    return typeof profile === 'string' ? { pattern: 'random' } : profile;
  }
  const steps = (written.steps ?? []).map((step) => ({ forMs: step.for, ratePerS: step.rate }));
  return { pattern: 'steps', steps };
}

/** What can't be meant, or can't be read. @param folder where relative paths start */
export function arrivalMistakes(
  { load }: Understood<WrittenScenario>,
  data: unknown,
  folder: string,
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
  const profile = replay === undefined ? null : readProfile(resolve(folder, replay), replay);
  if (typeof profile === 'string')
    mistakes.push({ path: [...path, 'replay'], at: 'value', message: `the profile ${replay} ${profile}` });
  return mistakes;
}

/** Requests per second as far as the scenario's text says: nothing of a recorded profile, or of what was not understood. */
export function writtenRate({ load }: Understood<WrittenScenario>): number | undefined {
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
