import { z } from 'zod';
import type { AaRun } from '../judge/answer/aa-run.ts';

const values = z.record(z.string(), z.number());

const current = z
  .object({ version: z.literal(2), runId: z.string(), reached: z.record(z.string(), values) })
  .transform(({ runId, reached }): AaRun => ({ runId, reached }));

/** Lines of version 1, which has no version field: the values of three criteria, each in its own place. */
const first = z
  .object({
    runId: z.string(),
    steps: z.array(z.object({ badMs: z.number(), coreMs: z.number() })),
    latency: values,
  })
  .transform(({ runId, steps, latency }): AaRun => {
    const byStep = (key: 'badMs' | 'coreMs') =>
      Object.fromEntries(steps.map((step, position) => [position, step[key]]));
    return {
      runId,
      reached: { 'bad.perStep': byStep('badMs'), 'outage.longest': byStep('coreMs'), 'latency.p90': latency },
    };
  });

const line = z.union([current, first]);

/** A line of the noise floor. */
export function formatAaRun({ runId, reached }: AaRun): string {
  return `${JSON.stringify({ version: 2, runId, reached })}\n`;
}

/** The runs of a noise floor, of any version; an unreadable line is left out. */
export function readAaRuns(text: string): AaRun[] {
  return text.split('\n').flatMap((one) => {
    const { success, data } = line.safeParse(parseJson(one));
    return success ? [data] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
