import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RehearsalError } from '../errors.ts';
import type { Summary } from '../judge/answer/summary.ts';
import { poolSummaries } from '../judge/pool.ts';
import { answerJson } from '../report/answer-json.ts';
import { type RepeatedRehearsal, renderRepeatedMarkdown } from '../report/repeated.ts';
import { findNodeNamings } from '../report/short-names.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { makeReport } from './make-report.ts';
import { describeOutcome, type Outcome } from './outcome.ts';
import { readScenario } from './read-run.ts';
import type { Finish } from './rehearse.ts';
import { newRunId, runDirectoryAt } from './run-directory.ts';

/** Rehearses one repetition, counted from 0, with its run directory in a folder. */
export type RehearseOne = (repetition: number, folder: string) => Promise<Finish>;

/** A repeated rehearsal that ended. */
export interface RepeatedFinish {
  readonly repeated: RepeatedRehearsal;
  readonly outcome: Outcome;
}

interface JudgedRun {
  readonly run: string;
  readonly summary: Summary | null;
}

/**
 * Rolls as often as the scenario sets, on new clusters, one after another. No verdict ends it early: stopping
 * at the first harm, or at the first good roll, would bias the result. Only a fault of the harness or the
 * user's interrupt ends it.
 */
export async function repeat(
  { scenario }: LoadedScenario,
  { reportsFolder, toolVersion }: { readonly reportsFolder: string; readonly toolVersion: string },
  rehearseOne: RehearseOne,
): Promise<RepeatedFinish> {
  const folder = join(reportsFolder, `${newRunId(new Date())}-${scenario.metadata.name}.repeated`);
  mkdirSync(folder, { recursive: true });
  const judged: JudgedRun[] = [];
  for (let repetition = 0; ; repetition += 1) {
    const { runDirectory, summary, error, exitCode } = await rehearseOne(repetition, folder);
    judged.push({ run: basename(runDirectory), summary });
    const repeated = writeRepeated(folder, scenario, judged, toolVersion);
    const faulty = summary === null || (error !== null && error.exitCode !== 20);
    if (!faulty && judged.length < scenario.repeat) continue;
    const runs = judged.map((one) => one.summary).filter((one) => one !== null);
    return {
      repeated,
      outcome: describeOutcome(folder, repeated, runs, faulty ? exitCode : repeated.exitCode),
    };
  }
}

/** Whether a folder contains a repeated rehearsal. */
export function isRepeated(folder: string): boolean {
  return !existsSync(runDirectoryAt(folder).resolved) && listRuns(folder).length > 0;
}

/** Judges every repetition again, and all of them together. @throws RehearsalError `run-unreadable` */
export async function remakeRepeated(folder: string, toolVersion: string): Promise<RepeatedRehearsal> {
  const judged: JudgedRun[] = [];
  for (const run of listRuns(folder))
    judged.push({ run, summary: await makeReport(runDirectoryAt(join(folder, run)), toolVersion) });
  const [first] = judged;
  if (first === undefined) throw new RehearsalError('run-unreadable', `${folder} holds no run directory`);
  const scenario = readScenario(runDirectoryAt(join(folder, first.run)));
  return writeRepeated(folder, scenario, judged, toolVersion);
}

/** Run directories in order of time, which is the order of their names. */
function listRuns(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((run) => existsSync(runDirectoryAt(join(folder, run)).resolved))
    .toSorted();
}

function writeRepeated(
  folder: string,
  { metadata, repeat: planned }: Scenario,
  judged: readonly JudgedRun[],
  tool: string,
): RepeatedRehearsal {
  const seen = judged.flatMap(({ run, summary }) => (summary === null ? [] : [{ run, summary }]));
  const summaries = seen.map(({ summary }) => summary);
  const repeated: RepeatedRehearsal = {
    ...{ version: 2, tool, scenario: metadata.name, planned },
    ...poolSummaries(summaries, planned),
    repetitions: seen.map(({ run, summary: { verdict, headline, exitCode, proves } }) => ({
      ...{ run, verdict, headline, exitCode, proves },
    })),
  };
  writeFileSync(join(folder, 'repeated.json'), answerJson(repeated));
  writeFileSync(join(folder, 'repeated.md'), renderRepeatedMarkdown(repeated, findNodeNamings(summaries)));
  return repeated;
}
