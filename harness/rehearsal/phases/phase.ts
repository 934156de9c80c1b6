import type { Outcome, Phase } from '../../journal/records.ts';
import type { Run } from '../run.ts';

/** Runs a phase, and journals and shows its start and end. */
export async function runPhase<T>(
  run: Pick<Run, 'journal' | 'view' | 'log' | 'interruption'>,
  name: Phase,
  expectedMs: number | null,
  body: () => Promise<T>,
): Promise<T> {
  const end = (outcome: Outcome) => {
    run.journal.append({ type: 'phase', phase: name, edge: 'end', outcome });
    run.view.end(name, outcome);
    run.log.info({ phase: name, outcome }, 'phase ended');
  };
  run.journal.append({ type: 'phase', phase: name, edge: 'begin' });
  run.view.begin(name, expectedMs);
  run.log.info({ phase: name }, 'phase began');
  try {
    const result = await body();
    end('done');
    return result;
  } catch (error) {
    end(run.interruption.stop.aborted ? 'aborted' : 'failed');
    throw error;
  }
}
