import { type NodeNaming, shortenNamesInClusters } from '../format/node-names.ts';
import { count, percent } from '../format/numbers.ts';
import type { Proof, Summary } from '../judge/answer/summary.ts';
import type { Pool } from '../judge/pool.ts';
import { escapeMarkdown, escapeMarkdownLine } from './escape.ts';
import { verdictSigns } from './names.ts';
import { noProofText } from './sections/proves.ts';

/** A repeated rehearsal: its repetitions, each judged separately, and their common verdict. */
export interface RepeatedRehearsal extends Pool {
  /** Version 1 had sentences instead of reasons. */
  readonly version: 2;
  readonly tool: string;
  readonly scenario: string;
  /** The number of repetitions in the scenario. */
  readonly planned: number;
  readonly repetitions: readonly (Pick<Summary, 'verdict' | 'headline' | 'exitCode' | 'proves'> & {
    /** Run directory, relative to this file. */
    readonly run: string;
  })[];
}

/** What all repetitions prove, in one sentence. */
export function describePooledProof(proves: Proof | null): string {
  if (proves === null) return noProofText;
  return `${count(proves.badSteps)} of ${count(proves.steps)} steps of all repetitions failed or did harm: with 95% confidence the chance of harm at a node is at most ${percent(proves.upperBound)}.`;
}

/**
 * The repeated rehearsal for a sign-off, in GitHub-flavoured Markdown.
 * @param namings of the nodes that the headlines name in full
 */
export function renderRepeatedMarkdown(repeated: RepeatedRehearsal, namings: readonly NodeNaming[]): string {
  const shorten = (text: string) => shortenNamesInClusters(text, namings);
  const { verdict, scenario, planned, headline, proves, repetitions, tool } = repeated;
  const rows = repetitions.map(
    (repetition, index) =>
      `| ${index + 1} | ${repetition.verdict} | ${repetition.proves ? `${repetition.proves.badSteps} of ${repetition.proves.steps}` : 'unknown'} | ${escapeMarkdown(repetition.run)} | ${escapeMarkdown(shorten(repetition.headline))} |`,
  );
  const blocks = [
    `# ${verdictSigns[verdict]} ${verdict}: ${escapeMarkdown(scenario)}, ${count(planned)} times`,
    `**${escapeMarkdownLine(shorten(headline))}**`,
    'The same roll, each time on a fresh cluster. The worst verdict decides, and every repetition counts.',
    describePooledProof(proves),
    ['| # | verdict | bad steps | run directory | headline |', '|---:|---|---|---|---|', ...rows].join('\n'),
    `<sub>${escapeMarkdown(`rehearse ${tool}. Bound: Clopper-Pearson, one-sided 95%, steps of all repetitions pooled; a good step has no bad request charged to it.`)}</sub>`,
  ];
  return `${blocks.join('\n\n')}\n`;
}
