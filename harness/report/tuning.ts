import { shortenNamesInClusters } from '../format/node-names.ts';
import type { RecommendationText, Summary, Verdict } from '../judge/answer/summary.ts';
import { escapeMarkdown, escapeMarkdownLine } from './escape.ts';
import { verdictSigns } from './names.ts';
import { createNaming } from './short-names.ts';

/** One rehearsal of a tuning. */
export interface Attempt {
  /** Its overrides of the scenario in the form of `--set`: the user's, then those that earlier attempts recommended. */
  readonly sets: readonly string[];
  /** Its run directory, relative to the tuning's own files. */
  readonly run: string;
  /** Null if no report could be made. */
  readonly verdict: Verdict | null;
  readonly headline: string;
  readonly reasons: readonly string[];
  readonly recommendations: readonly RecommendationText[];
  /** Clusters whose nodes these texts name in full. */
  readonly clusters: readonly string[];
  /** Nodes that these texts name in full and whose names say nothing, such as a cloud's ids, with short ones; absent: none. */
  readonly nodes?: NonNullable<Summary['nodes']>;
  readonly exitCode: number;
}

/** A scenario rehearsed with the values that the previous rehearsal recommended. No attempt is left out, and no values are tried twice. */
export interface Tuning {
  /** 1 called the recommendations of an attempt `advice`. */
  readonly version: 2;
  readonly tool: string;
  readonly scenario: string;
  readonly attempts: readonly Attempt[];
  /** Why there is no further attempt, as text; null while one may follow. */
  readonly ended: string | null;
}

/** Whether a verdict needs no further change. */
function isGood(verdict: Verdict | null): boolean {
  return verdict === 'approve' || verdict === 'rehearsed';
}

/** What the last attempt says about its values, in one sentence. */
export function describeTuning({ attempts, ended }: Tuning): string {
  const last = attempts.at(-1);
  if (last === undefined || ended === null) return 'The tuning has not ended.';
  if (!isGood(last.verdict)) return `No values were found that pass: ${ended}.`;
  if (attempts.length === 1)
    return `Nothing to tune: one run of the scenario as it is had the verdict ${last.verdict}.`;
  return `Use the values of attempt ${attempts.length}: one run with them had the verdict ${last.verdict}.`;
}

/** The tuning for a sign-off, in GitHub-flavoured Markdown. */
export function renderTuningMarkdown(tuning: Tuning): string {
  const { attempts, scenario, tool } = tuning;
  const last = attempts.at(-1);
  const values =
    last !== undefined && isGood(last.verdict) && last.sets.length > 0
      ? ['Values, in addition to those in the scenario:', list(last.sets)]
      : [];
  const blocks = [
    `# ${last?.verdict ? `${verdictSigns[last.verdict]} ` : ''}Tuning of ${escapeMarkdown(scenario)}`,
    `**${escapeMarkdown(describeTuning(tuning))}**`,
    ...values,
    'All attempts, in order. No values were tried twice. A recommendation is a hypothesis until a run with it passes.',
    ...attempts.flatMap(attemptBlocks),
    `<sub>${escapeMarkdown(`rehearse ${tool}`)}</sub>`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function attemptBlocks(attempt: Attempt, index: number): string[] {
  const { sets, run, verdict, headline, reasons, recommendations, clusters, nodes = [], exitCode } = attempt;
  const namings = [...clusters, createNaming(nodes)];
  const shorten = (text: string) => shortenNamesInClusters(text, namings);
  const more = reasons.slice(1);
  return [
    `## Attempt ${index + 1}: ${verdict ?? 'no report'}, exit code ${exitCode}`,
    `**${escapeMarkdown(shorten(headline))}**`,
    `Run directory: ${escapeMarkdown(run)}`,
    sets.length === 0 ? 'Values: the scenario as it is.' : 'Values, in addition to those in the scenario:',
    ...(sets.length === 0 ? [] : [list(sets)]),
    ...(more.length === 0 ? [] : ['Further reasons:', list(more.map(shorten))]),
    ...(recommendations.length === 0
      ? []
      : [
          'Recommendations:',
          // The setting's value is to be pasted: it stays as it is.
          list(
            recommendations.map(
              ({ setting, from, to, why }) => `${setting}: ${from} → ${to}: ${shorten(why)}`,
            ),
          ),
        ]),
  ];
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${escapeMarkdownLine(item)}`).join('\n');
}
