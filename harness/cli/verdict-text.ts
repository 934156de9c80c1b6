import { join, relative } from 'node:path';
import type { Summary } from '../judge/summary.ts';
import type { Finish } from '../rehearsal/rehearse.ts';
import { printable } from './terminal-text.ts';

/** The verdict in a few lines, and where the evidence is. */
export function verdictLines(finish: Finish, cwd: string): readonly string[] {
  const { summary } = finish;
  const folder = relative(cwd, finish.runDirectory) || '.';
  const lines = [''];
  if (summary === null) lines.push('no report was made; make it with:', `  rehearse report ${folder}`);
  else {
    lines.push(headline(summary));
    // The first is in the headline.
    for (const reason of summary.reasons.slice(1, 5)) lines.push(`  - ${printable(reason)}`);
    for (const advice of summary.advice)
      lines.push(`  try ${printable(`${advice.setting}: ${advice.from} -> ${advice.to}`)}`);
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

/** `REJECT: outage.longest is missed …`: the summary's headline, with its first word, the verdict, in capitals. */
export function headline({ verdict, headline }: Pick<Summary, 'verdict' | 'headline'>): string {
  return printable(headline.replace(verdict, verdict.toUpperCase()));
}
