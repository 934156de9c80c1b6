import type { Check } from '../clusters/cluster.ts';
import { count, percent, processors } from '../format/numbers.ts';
import type { ProcessUsage } from '../journal/host-entries.ts';

/** An idle replica uses less than half a processor; an upgrade uses all that it gets, and needs at least one. */
const freeCpus = 1;
/** On an idle machine some task waits for a processor in less than 1% of the time. */
const waitingLimit = 0.3;
const mostNamed = 3;

/** A short measurement of the machine before anything was created. */
export interface SeenUse {
  readonly busyShare: number;
  /** Null if the kernel does not measure it. */
  readonly waitingShare: number | null;
  readonly processes: readonly ProcessUsage[];
}

/**
 * Warns if other work leaves the replica too little of the machine. A run begins anyway, because the work may
 * end before.
 */
export function hostCheck(use: SeenUse, available: number): Check {
  const free = available * (1 - use.busyShare);
  // A machine with one processor can't have a whole one free.
  const crowded = free < Math.min(freeCpus, available / 2) || (use.waitingShare ?? 0) > waitingLimit;
  const waited =
    use.waitingShare === null ? '' : `, tasks waited for one in ${percent(use.waitingShare)} of the time`;
  const found = `${processors(free)} of ${count(available)} processors were free for one second${waited}`;
  if (!crowded) return { name: 'load of this machine', ok: true, found, hint: '', code: null };
  const users = use.processes.slice(0, mostNamed).map(({ name, count: many, pid, cpus }) => {
    const which = many > 1 ? `${count(many)} processes, busiest pid ${pid}` : `pid ${pid}`;
    return `${name} (${which}) used ${processors(cpus)}`;
  });
  return {
    name: 'load of this machine',
    ok: false,
    found: [found, ...users].join('; '),
    hint: 'Stop the other work, or wait for it: on an overloaded machine the upgrade cannot be judged.',
    code: null,
  };
}
