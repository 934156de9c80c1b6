import { join, relative } from 'node:path';
import { shortenNodeNames, shortenStepNames } from '../format/node-names.ts';
import type { Summary } from '../judge/answer/summary.ts';
import { type Headlined, headlineText } from '../reasons/headline.ts';
import { type Reason, reasonText } from '../reasons/reason.ts';
import type { Finish } from '../rehearsal/rehearse.ts';
import { findNodeNaming } from '../report/short-names.ts';
import { printable } from './terminal-text.ts';

/** The verdict in a few lines, and the path of the evidence. */
export function formatVerdictLines(finish: Finish, cwd: string): readonly string[] {
  const { summary } = finish;
  const folder = relative(cwd, finish.runDirectory) || '.';
  const lines = [''];
  if (summary === null) lines.push('there is no report; make it with:', `  rehearse report ${folder}`);
  else {
    const naming = findNodeNaming(summary);
    lines.push(shortenNodeNames(formatHeadlineBefore(finish.error, summary), naming));
    // The headline contains the first one.
    for (const further of summary.reasons.slice(1, 5))
      if (!isError(further, finish.error))
        lines.push(`  - ${printable(shortenNodeNames(reasonText(further), naming))}`);
    for (const { setting, from, to } of summary.recommendations)
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

/** The headline without the error that is printed after it. */
function formatHeadlineBefore(error: Finish['error'], { verdict, reasons }: Summary): string {
  const [first, ...others] = reasons;
  if (error === null || error.message === '' || first === undefined)
    return formatHeadline({ verdict, reasons });
  const values = Object.entries(first.values).map(([name, value]) => [
    name,
    value === error.message ? 'see the error' : value,
  ]);
  const shortened = { ...first, values: Object.fromEntries(values) };
  return formatHeadline({ verdict, reasons: [shortened, ...others] });
}

/** Whether a reason of a summary is only an error. */
function isError({ code, values }: Reason, error: Finish['error']): boolean {
  return code === 'error' && values.code === error?.code && values.message === error?.message;
}

/** `REJECT: outage.longest is missed …`: the headline with its verdict in capitals. */
export function formatHeadline({ verdict, ...answer }: Headlined): string {
  return printable(shortenStepNames(headlineText({ ...answer, verdict: verdict.toUpperCase() })));
}
