import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { clockFrom } from '../../journal/clock.ts';
import type { JournalEntry } from '../../journal/records.ts';
import type { LaneContext, RunningLane } from '../lanes/lane.ts';
import type { LaneJob, StopMessage, WorkerJob, WorkerMessage } from '../lanes/messages.ts';
import { openRecorder, type Recorder } from '../lanes/recorder.ts';
import { type WaitMeter, waitMeter } from '../lanes/wait-meter.ts';
import { createExpectation } from '../request/body.ts';
import { nameTable } from '../request/names.ts';

/** The running lanes of a worker, and the records that it journals each second. */
export interface RunningWorker {
  readonly lanes: readonly RunningLane[];
  everySecond(): readonly JournalEntry[];
  /** After the last request ended. */
  close(): void;
}

/** Written twice a second, so that a kill costs less than the last second. */
const flushEveryMs = 500;

/** The life of a load worker: open, run, report each second, and close on request. */
export function serveLoad<Job extends LaneJob>(
  port: MessagePort,
  job: WorkerJob<Job>,
  run: (lanes: readonly { job: Job; context: LaneContext }[]) => RunningWorker,
): void {
  const post = (message: WorkerMessage) => port.postMessage(message);
  const journal = (entry: JournalEntry) => post({ type: 'journal', entry });
  const clock = clockFrom(job.originNs);
  const names = nameTable(job.nameCounter, journal);
  const noteOnce = sayOnce((code) =>
    // Not an `error`: the run continues, and its `unsent` requests are attributed to the load generator host.
    journal({ type: 'note', message: `the load generator's own machine failed requests with ${code}` }),
  );

  const recorders: Recorder[] = [];
  const waits: WaitMeter[] = [];
  const running = run(
    job.lanes.map((lane) => {
      const recorder = openRecorder(lane, job.slowMs);
      recorders.push(recorder);
      const meter = waitMeter(lane, clock);
      waits.push(meter);
      const expected = createExpectation(lane);
      const shared = { clock, names, timeoutMs: job.timeoutMs, onOwnLimit: noteOnce };
      return { job: lane, context: { ...shared, expected, recorder, onWaited: meter.waited } };
    }),
  );

  const failOnce = sayOnce((message) => post({ type: 'failed', message }));
  const flush = setInterval(() => {
    for (const recorder of recorders) {
      const failure = recorder.flush();
      if (failure) failOnce(`samples can't be written: ${failure.message}`);
    }
  }, flushEveryMs);
  const journalWaits = () => {
    for (const meter of waits) {
      const entry = meter.take();
      if (entry) journal(entry);
    }
  };
  const second = setInterval(() => {
    for (const entry of running.everySecond()) journal(entry);
    journalWaits();
    post({ type: 'status', lanes: recorders.map((recorder) => recorder.status()) });
  }, 1000);

  port.once('message', async (message: StopMessage) => {
    const { lanes } = running;
    for (const lane of lanes) lane.stop();
    const untilUs = clock.nowUs() + message.graceMs * 1000;
    while (lanes.some((lane) => lane.inFlight() > 0) && clock.nowUs() < untilUs) await sleep(5);
    const inFlight = lanes.map((lane) => lane.inFlight());
    await Promise.all(lanes.map((lane) => lane.close()));
    clearInterval(flush);
    clearInterval(second);
    journalWaits();
    running.close();
    post({ type: 'closed', accounts: recorders.map((recorder, at) => recorder.close(inFlight[at] ?? 0)) });
    port.close();
  });
  post({ type: 'opened' });
}

function sayOnce(tell: (text: string) => void): (text: string) => void {
  const reported = new Set<string>();
  return (text) => {
    if (reported.has(text)) return;
    reported.add(text);
    tell(text);
  };
}
