import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { programFile } from '../../command/program-file.ts';
import { RehearsalError } from '../../errors.ts';
import type { Journal } from '../../journal/records.ts';
import type { LaneAccount, LaneStatus, StopMessage, WorkerJob, WorkerMessage } from '../lanes/messages.ts';

/** A load worker, seen from the main thread. */
export interface LoadThread {
  /** Its lanes are running. @throws RehearsalError `harness-failed` */
  readonly opened: Promise<void>;
  /** Never resolves; rejects when the worker dies, or can't write. @throws RehearsalError `harness-failed` */
  readonly failed: Promise<never>;
  /** The last second of each lane. */
  status(): readonly LaneStatus[];
  /** The lanes' accounts; empty if the worker died before it could send them. */
  stop(graceMs: number): Promise<readonly LaneAccount[]>;
}

/** A worker that sends no message for this long after the end of its lanes is terminated. */
const patienceMs = 5_000;

/** How long the thread may take to end by itself after it has sent its accounts. */
const ownEndMs = 1_000;

/** @param program source of the worker, see `programFile` */
export function openLoadThread(program: URL, job: WorkerJob, journal: Journal): LoadThread {
  const worker = new Worker(programFile(program), { workerData: job });
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<readonly LaneAccount[]>();
  const failed = Promise.withResolvers<never>();
  const exited = Promise.withResolvers<void>();
  let status: readonly LaneStatus[] = [];
  let over = false;

  const fail = (message: string, cause?: unknown) => {
    const error = new RehearsalError('harness-failed', message, { cause });
    opened.reject(error);
    failed.reject(error);
  };
  worker.on('message', (message: WorkerMessage) => {
    if (message.type === 'opened') opened.resolve();
    else if (message.type === 'journal') journal.append(message.entry);
    else if (message.type === 'status') status = message.lanes;
    else if (message.type === 'failed') fail(message.message);
    else {
      over = true;
      closed.resolve(message.accounts);
    }
  });
  worker.on('error', (error) => fail(`the load generator died: ${error.message}`, error));
  worker.on('exit', (code) => {
    exited.resolve();
    if (!over) fail(`the load generator ended with code ${code}`);
    closed.resolve([]);
  });
  // A caller that does not observe the failure notices the missing accounts.
  failed.promise.catch(() => {});
  opened.promise.catch(() => {});

  return {
    opened: opened.promise,
    failed: failed.promise,
    status: () => status,
    async stop(graceMs) {
      worker.postMessage({ type: 'stop', graceMs } satisfies StopMessage);
      const tooLong = setTimeout(() => void worker.terminate(), graceMs + patienceMs);
      const accounts = await closed.promise;
      clearTimeout(tooLong);
      // Not terminated: Node may crash when a thread is terminated while TLS or HTTP/2 is active in it.
      await Promise.race([exited.promise, sleep(ownEndMs, undefined, { ref: false })]);
      await worker.terminate();
      return accounts;
    },
  };
}
