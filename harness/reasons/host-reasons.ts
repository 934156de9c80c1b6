import { count, processors } from '../format/numbers.ts';

interface Busy {
  readonly busyS: number;
  readonly measuredS: number;
}

interface ProcessUse {
  readonly name: string;
  /** How many processes have that name. */
  readonly count: number;
  /** Of the busiest of them. */
  readonly pid: number;
  readonly cpus: number;
}

/** Measurements of the machine that the replica and the load generator share. */
export const hostReasons = {
  'baseline-saturated': (busy: Busy) =>
    `this machine was too busy to judge the upgrade: for ${busyText(busy)} of the baseline, before anything was upgraded, its processors were so overloaded that the replica's nodes could not work normally`,
  'baseline-overloaded': (busy: Busy) =>
    `this machine's processors were overloaded for ${busyText(busy)} of the baseline`,
  'overloaded-at-failed-step': (busy: Busy) =>
    `this machine was too busy to judge the upgrade: its processors were overloaded for ${busyText(busy)} around the step that failed`,
  'processes-outside': ({ processes, cpus }: { processes: readonly ProcessUse[]; cpus: number | null }) =>
    `outside this rehearsal these used processors meanwhile: ${processes.map(processText).join('; ')}${cpus === null ? '' : `, of ${count(cpus)}`}`,
  'no-process-outside': () =>
    "no process outside this rehearsal was seen to use much of the processors: they may be too few for the replica's nodes",
};

const busyText = ({ busyS, measuredS }: Busy) => `${count(busyS)} of ${count(measuredS)} s`;

/** `bash (40 processes, busiest pid 811) 1.7`. */
function processText({ name, count: many, pid, cpus }: ProcessUse): string {
  const which = many > 1 ? `${count(many)} processes, busiest pid ${pid}` : `pid ${pid}`;
  return `${name} (${which}) ${processors(cpus)}`;
}
