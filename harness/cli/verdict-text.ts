import { join, relative } from 'node:path';
import { shortenNodeNames, shortenStepNames } from '../format/node-names.ts';
import type { Summary } from '../judge/answer/summary.ts';
import type { Finish } from '../rehearsal/rehearse.ts';
import { findClusterName } from '../report/short-names.ts';
import { printable } from './terminal-text.ts';

/** The verdict in a few lines, and where the evidence is. */
export function formatVerdictLines(finish: Finish, cwd: string): readonly string[] {
  const { summary } = finish;
  const folder = relative(cwd, finish.runDirectory) || '.';
  const lines = [''];
  if (summary === null) lines.push('there is no report; make it with:', `  rehearse report ${folder}`);
  else {
    lines.push(formatHeadlineBefore(finish.error, summary));
    const cluster = findClusterName(summary);
    // The first is in the headline.
    for (const reason of summary.reasons.slice(1, 5))
      if (reason !== reasonText(finish.error))
        lines.push(`  - ${printable(shortenNodeNames(reason, cluster))}`);
    for (const { setting, from, to } of summary.advice)
      lines.push(`  recommended: ${printable(`${setting}: ${from} -> ${to}`)}`);
    lines.push(`report: ${join(folder, 'derived', 'report.html')}`);
  }
  if (finish.kept !== null) {
    lines.push(
      `kept: cluster ${finish.kept.cluster}; KUBECONFIG=${finish.kept.kubeconfig}`,
      `  remove it with: rehearse clean ${finish.kept.runId}`,
    );
  }
  return lines;
}

/** The headline without what it quotes of an error that is printed after it. */
function formatHeadlineBefore(error: Finish['error'], summary: Summary): string {
  if (error === null || error.message === '') return formatHeadline(summary);
  return formatHeadline({
    ...summary,
    headline: summary.headline.replace(error.message, () => 'see the error'),
  });
}

/** As a reason of a summary quotes an error. */
const reasonText = (error: Finish['error']) => (error === null ? null : `${error.code}: ${error.message}`);

/** `REJECT: outage.longest is missed …`: the summary's headline, with its first word, the verdict, in capitals. */
export function formatHeadline({ verdict, headline }: Pick<Summary, 'verdict' | 'headline'>): string {
  return printable(shortenStepNames(headline).replace(verdict, verdict.toUpperCase()));
}
