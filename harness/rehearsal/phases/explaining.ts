import type { Kube } from '../../kube/connect.ts';
import { lastLogLines } from '../../observe/last-log-lines.ts';
import {
  type ContainerRun,
  type ExplainedObjects,
  type Explanation,
  explainUnready,
} from '../../timeline/timeline.ts';
import type { Explain } from '../../upgrade/roller.ts';
import type { Run } from '../run.ts';
import { collectSecrets, withoutSecrets } from '../secrets/run-secrets.ts';

/** Maximum number of containers whose logs are read for one explanation. */
const mostLogs = 3;

/**
 * Why pods are not ready, with the last log lines of crashing containers. A new reason is shown to the user
 * at once, because waiting may take minutes.
 */
export function createExplain(run: Run, kube: Kube, whose: Omit<ExplainedObjects, 'nowUs'>): Explain {
  const secrets = collectSecrets(run);
  const redacted = (text: string) => withoutSecrets(text, secrets);
  /** Each kind once: numbers and names in it change with every attempt. */
  const reported = new Set<string>();

  const withLog = async ({ words, log, final }: Explanation, index: number, signal: AbortSignal) => {
    const lines = log === null || index >= mostLogs ? [] : await lastLogLines(kube, log, signal);
    return { final, words: redacted(lines.length === 0 ? words : `${words}; ${logText(log, lines)}`) };
  };
  return async (signal) => {
    const found = explainUnready(run.timeline.view(), { ...whose, nowUs: run.clock.nowUs() });
    const explanations = await Promise.all(
      found.map((explanation, index) => withLog(explanation, index, signal)),
    );
    for (const [index, { words }] of explanations.entries()) {
      const { code, container } = found[index] as Explanation;
      const kind = `${code} ${container}`;
      if (!reported.has(kind)) run.view.say(`not ready: ${words}`);
      reported.add(kind);
    }
    return explanations;
  };
}

function logText(run: ContainerRun | null, lines: readonly string[]): string {
  const of = run?.previous ? 'the log of its previous run ended with' : 'its log ends with';
  return `${of} ${lines.map((line) => JSON.stringify(line)).join(', ')}`;
}
