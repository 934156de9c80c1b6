import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Criterion, Episode, Summary } from '../../harness/judge/answer/summary.ts';
import { recordings } from './judge/recording.ts';

/** The judge's answers about a recorded run, in ids and numbers: they do not depend on wording. */
export interface Answers {
  readonly verdict: string;
  readonly exitCode: number;
  /** By id; entries with the same id are in the judge's order, which is that of the steps. */
  readonly criteria: readonly CriterionAnswer[];
  readonly checks: readonly { readonly id: string; readonly ok: boolean | null }[];
  readonly episodes: readonly EpisodeAnswer[];
  /** Recommended settings and their values. */
  readonly settings: readonly { readonly setting: string; readonly to: string }[];
}

interface CriterionAnswer extends Pick<Criterion, 'id' | 'state' | 'value' | 'limit'> {
  readonly lane: string | null;
  /** Id of the mechanism; null if the criterion has none. */
  readonly mechanism: string | null;
}

interface EpisodeAnswer extends Pick<Episode, 'bad' | 'step'> {
  readonly lane: string;
  readonly fromUs: number;
  readonly lengthUs: number;
  readonly mechanism: string;
  /** False if the mechanism is only likely. */
  readonly shown: boolean;
}

/** The committed answers. */
export const answersFile = fileURLToPath(new URL('../fixtures/recordings/answers.json', import.meta.url));

/** Names of all recordings. */
export function listRecordings(): string[] {
  return readdirSync(recordings)
    .filter((name) => existsSync(join(recordings, name, 'journal.ndjson.gz')))
    .sort();
}

export function readAnswers(): Readonly<Record<string, Answers>> {
  return existsSync(answersFile) ? JSON.parse(readFileSync(answersFile, 'utf8')) : {};
}

export function extractAnswers(summary: Summary): Answers {
  const { verdict, exitCode, criteria, postChecks, episodes, recommendations } = summary;
  return {
    verdict,
    exitCode,
    criteria: criteria.map(criterionAnswer).toSorted(byId),
    checks: postChecks.map(({ id, ok }) => ({ id, ok })).toSorted(byId),
    episodes: episodes.map((episode) => ({
      lane: `${episode.target}/${episode.lane}`,
      fromUs: episode.fromUs,
      lengthUs: episode.toUs - episode.fromUs,
      bad: episode.bad,
      step: episode.step,
      mechanism: episode.mechanism.id,
      shown: episode.likely !== true,
    })),
    settings: recommendations.map(({ setting, to }) => ({ setting, to })),
  };
}

function criterionAnswer({ id, state, value, limit, scope, mechanism }: Criterion): CriterionAnswer {
  return {
    id,
    state,
    value,
    limit,
    lane: scope.lane === undefined ? null : `${scope.target}/${scope.lane}`,
    mechanism: mechanism?.id ?? null,
  };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** The differences between two answers, one line each; empty if they are equal. */
export function compareAnswers(before: Answers | undefined, now: Answers): string[] {
  if (before === undefined) return ['not in answers.json'];
  return (Object.keys(now) as (keyof Answers)[]).flatMap((key) => {
    const [old, fresh] = [listLines(before[key]), listLines(now[key])];
    const count = Math.max(old.length, fresh.length);
    return Array.from({ length: count }, (_, i) => i)
      .filter((i) => old[i] !== fresh[i])
      .map((i) => {
        const place = Array.isArray(now[key]) ? `${key}[${i}]` : key;
        return `${place}: was ${old[i] ?? 'nothing'}, is ${fresh[i] ?? 'nothing'}`;
      });
  });
}

const listLines = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((item) => JSON.stringify(item)) : [JSON.stringify(value)];

/** One line for each criterion, check, episode and setting, so that a diff shows a change. */
export function formatAnswers(all: Readonly<Record<string, Answers>>): string {
  const entries = Object.entries(all).map(([name, answers]) => {
    const fields = Object.entries(answers).map(([key, value]) => `    "${key}": ${formatField(value)}`);
    return `  ${JSON.stringify(name)}: {\n${fields.join(',\n')}\n  }`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

function formatField(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => `      ${JSON.stringify(item)}`).join(',\n')}\n    ]`;
}
