import type { FrontDoor } from '../clusters/front-door.ts';
import type { Clock } from '../journal/clock.ts';
import type { Journal } from '../journal/records.ts';
import { errorText } from '../kube/api-error.ts';
import { onSchedule } from './on-schedule.ts';

const everyMs = 1_000;

/**
 * Journals the workers at which the front door's connections failed, until the signal. A front door that
 * can't report them is recorded, not fatal.
 */
export async function journalDoorFailures(
  door: Pick<FrontDoor, 'failures'>,
  { journal, clock }: { readonly journal: Journal; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  let fromUs = clock.nowUs();
  let failed = false;
  const take = async () => {
    // It counted until some moment between request and response.
    const [sinceUs, askedUs] = [fromUs, clock.nowUs()];
    fromUs = askedUs;
    try {
      const failures = await door.failures();
      const toUs = clock.nowUs();
      for (const one of failures) journal.append({ type: 'door', fromUs: sinceUs, toUs, ...one });
    } catch (error) {
      if (!failed && !signal.aborted)
        journal.append({
          type: 'note',
          message: `the failures of the front door cannot be read: ${errorText(error)}`,
        });
      failed = true;
    }
  };
  await onSchedule(everyMs, signal, () => void take());
  await take();
}
