import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { DoorTally } from '../../door-tally.ts';

/** For each connection that did not end in order: backend, server, how it ended, bytes from the server. */
export const logFormat = '"failed %b %s %ts %B"';

/** Suffix of a worker that is used without a health check. */
export const uncheckedSuffix = '-unchecked';

/** HAProxy's notation for a missing server. */
const noServer = '<NOSRV>';

/** @returns null for another line, and for a connection that the client or HAProxy ended */
export function failureIn(line: string): Parameters<DoorTally['add']> | null {
  const [, target, server, bytes] = /^failed target-(\S+) (\S+) [Ss]\S (\d+)$/.exec(line) ?? [];
  if (target === undefined || server === undefined) return null;
  const node = server === noServer ? null : server.replace(uncheckedSuffix, '');
  return [target, node, Number(bytes) > 0 ? 'broken' : 'unanswered'];
}

/** Counts the failures in the log of a front door until it ends. */
export function countFailures(log: Readable, tally: DoorTally): void {
  // An unreadable log must not end a run: its counts are additional evidence.
  log.on('error', () => {});
  createInterface({ input: log }).on('line', (line) => {
    const failure = failureIn(line.trim());
    if (failure !== null) tally.add(...failure);
  });
}
