import { clockFrom } from '../../../harness/journal/clock.ts';
import type { JournalEntry, JournalRecord } from '../../../harness/journal/records.ts';
import type { Kube } from '../../../harness/kube/connect.ts';
import { observe } from '../../../harness/observe/watches.ts';
import { fromFreshLists } from '../../../harness/rehearsal/phases/fresh-lists.ts';
import { addonsUnmet, TimelineFold } from '../../../harness/timeline/timeline.ts';
import { awaitAddons } from '../../../harness/upgrade/addons.ts';

/** Waits for the add-ons as a roll does. @returns everything that did not hold meanwhile */
export async function addonsAwaited(kube: Kube, signal: AbortSignal): Promise<readonly string[]> {
  const clock = clockFrom();
  const fold = new TimelineFold();
  const unmet: string[] = [];
  const append = (entry: JournalEntry) => {
    if (entry.type === 'validation') unmet.push(...entry.unmet);
    fold.add({ atUs: clock.nowUs(), ...entry } as JournalRecord);
  };
  const journal = { append };
  await using observers = observe({ kube, journal, clock, signal, rollouts: [], services: [] });
  const rolledOut = (listedSinceUs: number) => addonsUnmet(fold.view(), listedSinceUs);
  const validate = fromFreshLists(observers, clock, 'addons', rolledOut);
  const policy = { validations: 2, everyMs: 500, timeoutMs: 180_000 };
  await awaitAddons({ policy, validate }, { step: 0, append, clock, signal });
  return unmet;
}
