import { pause } from '../async/pause.ts';
import { RehearsalError } from '../errors.ts';

const answersWithinMs = 60_000;

/**
 * Resolves when the control lane's web service responds through the front door.
 * @throws RehearsalError `never-steady` if it has not within a minute; the signal's reason when aborted
 */
export async function waitForAnswer(url: URL, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + answersWithinMs;
  for (let last = ''; ; ) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
      await answer.body?.cancel();
      if (answer.status === 200) return;
      last = `status ${answer.status}`;
    } catch (error) {
      signal.throwIfAborted();
      last = error instanceof Error ? String(error.cause ?? error) : String(error);
    }
    if (performance.now() > deadline)
      throw new RehearsalError(
        'never-steady',
        `The control web service did not respond through the front door: ${last}`,
      );
    await pause(100, signal);
  }
}
