import { writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { asRehearsalError } from '../errors.ts';
import type { RecommendationText } from '../judge/answer/summary.ts';
import { type Attempt, renderTuningMarkdown, type Tuning } from '../report/tuning.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { readOverrides } from '../scenario/overrides.ts';
import { pathText } from '../scenario/walk.ts';
import type { Outcome } from './outcome.ts';
import { writeJson } from './run-directory.ts';

/** What is tuned, and how often it may be rehearsed. */
export interface TuneRequest {
  readonly loaded: LoadedScenario;
  /** At most. */
  readonly attempts: number;
  readonly reportsFolder: string;
  readonly toolVersion: string;
}

/** A tuning that ended. */
export interface TuningFinish {
  readonly tuning: Tuning;
  /** Its two files, with their paths. */
  readonly files: { readonly json: string; readonly markdown: string };
  /** The last attempt's. */
  readonly exitCode: number;
}

type NextAttempt = { readonly loaded: LoadedScenario } | { readonly ended: string };

/**
 * Rehearses and, as long as the verdict is `tune`, rehearses again with the recommended values: until a run
 * is approved, or the recommendation was tried before. Recorded after each attempt, so that a killed tuning
 * is recorded, too.
 * @throws RehearsalError of exit code 2 or 3 if an attempt could not begin
 */
export async function tune(
  request: TuneRequest,
  rehearseWith: (loaded: LoadedScenario) => Promise<Outcome>,
  stop: AbortSignal,
): Promise<TuningFinish> {
  const tried: string[] = [];
  let attempts: readonly Attempt[] = [];
  let { loaded } = request;
  for (;;) {
    tried.push(formatValues(loaded));
    const outcome = await rehearseWith(loaded);
    attempts = [...attempts, createAttempt(outcome, loaded.sets, request)];
    const next = stop.aborted
      ? { ended: 'it was interrupted' }
      : chooseNext(outcome, loaded, tried, request.attempts);
    const tuned = record(request, attempts, 'ended' in next ? next.ended : null);
    if ('ended' in next) return { ...tuned, exitCode: stop.aborted ? 130 : outcome.exitCode };
    ({ loaded } = next);
  }
}

/** The recommended values after this outcome, or why there are none. */
function chooseNext(
  { verdict, recommendations }: Outcome,
  loaded: LoadedScenario,
  tried: readonly string[],
  attempts: number,
): NextAttempt {
  if (verdict !== 'tune') return { ended: `the verdict is ${verdict ?? 'missing'}` };
  if (recommendations.length === 0) return { ended: 'the verdict has no recommendation' };
  let next: LoadedScenario;
  try {
    next = loaded.withOverrides(addRecommended(loaded.sets, recommendations));
    // No values are tried twice.
    if (tried.includes(formatValues(next))) return { ended: 'the recommended values were tried before' };
  } catch (error) {
    return { ended: `the recommended values make no valid scenario: ${asRehearsalError(error).message}` };
  }
  if (tried.length >= attempts)
    return {
      ended: `no attempt is left (at most ${attempts}); the next recommendation was ${recommendations.map(formatOverride).join(', ')}`,
    };
  return { loaded: next };
}

/** A scenario with all its values, as text: the same for the same values, however they were set. */
function formatValues({ scenario }: LoadedScenario): string {
  return JSON.stringify(scenario);
}

/** The overrides with the recommended values: each setting once, so that their record is readable. */
function addRecommended(
  sets: readonly string[],
  recommendations: readonly RecommendationText[],
): readonly string[] {
  const settings = recommendations.map((recommendation) => recommendation.setting);
  const readSetting = (set: string) =>
    readOverrides([set]).overrides.map((override) => pathText(override.path))[0];
  return [
    ...sets.filter((set) => !settings.includes(readSetting(set) ?? '')),
    ...recommendations.map(formatOverride),
  ];
}

/** In the form of `--set`. */
function formatOverride({ setting, to }: RecommendationText): string {
  return `${setting}=${to}`;
}

function createAttempt(
  { folder, ...outcome }: Outcome,
  sets: readonly string[],
  { reportsFolder }: TuneRequest,
): Attempt {
  return { sets, run: relative(reportsFolder, folder), ...outcome };
}

/** Writes the tuning so far, next to its first run. */
function record(
  { loaded, reportsFolder, toolVersion }: TuneRequest,
  attempts: readonly Attempt[],
  ended: string | null,
): Pick<TuningFinish, 'tuning' | 'files'> {
  const { name } = loaded.scenario.metadata;
  const tuning: Tuning = { version: 2, tool: toolVersion, scenario: name, attempts, ended };
  const file = join(reportsFolder, `${basename(attempts[0]?.run ?? name)}.tuning`);
  const files = { json: `${file}.json`, markdown: `${file}.md` };
  writeJson(files.json, tuning);
  writeFileSync(files.markdown, renderTuningMarkdown(tuning));
  return { tuning, files };
}
