import { Listr, type ListrTaskWrapper } from 'listr2';
import { elapsed } from '../format/durations.ts';
import { type Phase, phases } from '../journal/records.ts';
import type { Status, View } from '../rehearsal/view.ts';
import { statusLines } from './status-text.ts';
import { printable } from './terminal-text.ts';

const refreshMs = 200;
const mostRecentLines = 3;

type Task = Pick<ListrTaskWrapper<unknown, never, never>, 'title' | 'output' | 'skip'>;

/** A phase's two events: its title at its start (null: the phase is never reached), and its end. */
interface Moments {
  readonly begun: PromiseWithResolvers<string | null>;
  readonly ended: PromiseWithResolvers<void>;
}

/** A live view for a terminal: one line per phase, and the current activity below the running one. */
export function createLiveView(): View {
  const moments = new Map(
    phases.map((phase): [Phase, Moments] => [
      phase,
      { begun: Promise.withResolvers(), ended: Promise.withResolvers() },
    ]),
  );
  let shown: Promise<unknown> | undefined;
  let running: Task | undefined;
  let readStatus: (() => Status) | undefined;
  let recentLines: string[] = [];

  const refresh = () => {
    if (running)
      running.output = [...recentLines, ...(readStatus ? statusLines(readStatus()) : [])].join('\n');
  };
  const timer = setInterval(refresh, refreshMs).unref();
  const neverBegin = (some: readonly Phase[]) => {
    for (const phase of some) moments.get(phase)?.begun.resolve(null);
  };

  return {
    begin(phase, expectedMs) {
      // Started late, so that an error before the first phase is printed without a view.
      shown ??= createTaskList(moments, (task) => {
        running = task;
        refresh();
      });
      recentLines = [];
      moments
        .get(phase)
        ?.begun.resolve(`${phase}${expectedMs === null ? '' : ` (about ${elapsed(expectedMs)})`}`);
    },
    end(phase, outcome) {
      refresh();
      if (outcome === 'done') return moments.get(phase)?.ended.resolve();
      moments.get(phase)?.ended.reject(new Error(`${phase} ${outcome}`));
      neverBegin(phases.slice(phases.indexOf(phase) + 1, -1));
    },
    say(text) {
      recentLines = [...recentLines, printable(text)].slice(-mostRecentLines);
      refresh();
    },
    watch(status) {
      readStatus = status;
    },
    async close() {
      clearInterval(timer);
      neverBegin(phases);
      for (const { ended } of moments.values()) ended.resolve();
      await shown;
    },
  };
}

function createTaskList(
  moments: ReadonlyMap<Phase, Moments>,
  onRunning: (task: Task | undefined) => void,
): Promise<unknown> {
  const list = new Listr<unknown, 'default', 'simple'>(
    [...moments].map(([phase, { begun, ended }]) => ({
      title: phase,
      task: async (_: unknown, task: Task) => {
        const title = await begun.promise;
        if (title === null) return task.skip(`${phase}: not reached`);
        task.title = title;
        onRunning(task);
        await ended.promise.finally(() => onRunning(undefined));
      },
      rendererOptions: { outputBar: true },
    })),
    {
      // The harness handles Ctrl-C itself: the first one must not end the process.
      registerSignalListeners: false,
      // A failed phase is followed by teardown.
      exitOnError: false,
      renderer: 'default',
    },
  );
  return list.run();
}
