import { z } from 'zod';
import { baseline, blindSpot, criterion, noiseFloor, postCheck, probe, recommendation } from './criteria.ts';
import { capacity, lane, shift } from './lanes.ts';
import { count, ended, ms, phase, reasons, share, us } from './leaves.ts';
import { claims, host, loadGeneratorHost, machine } from './machine.ts';
import { episode, hook, step, wayBack } from './steps.ts';

/** The content of summary.json: `Summary` of the judge, each reason with its sentence. */
export const summarySchema = z.strictObject({
  version: z.literal(3).describe('of this format'),
  tool: z.string(),
  runId: z.string(),
  scenario: z.string(),
  startedAt: z.string().describe("wall clock at the run's start, ISO 8601, UTC"),
  provider: z.string(),
  from: z.string(),
  to: z.string(),
  machine,
  claims: claims.nullable(),
  lags: z.array(z.string()),
  verdict: z.enum(['approve', 'tune', 'reject', 'inconclusive', 'rehearsed']),
  exitCode: count,
  headline: z.string().describe('the verdict and the first of its reasons, in words'),
  reasons: reasons.describe('of the verdict, the most important first'),
  recommendations: z.array(recommendation),
  criteria: z.array(criterion),
  postChecks: z.array(postCheck),
  baseline: baseline.nullable(),
  noiseFloor: noiseFloor.nullable(),
  phases: z.array(z.strictObject({ phase, fromUs: us, toUs: us.nullable(), outcome: ended })),
  lanes: z.array(lane),
  shifts: z.array(shift),
  capacity: z.strictObject({ before: capacity, after: capacity }),
  steps: z.array(step),
  episodes: z.array(episode),
  probes: z.array(probe),
  blind: z.array(blindSpot),
  loadHost: loadGeneratorHost.nullable().describe('the load generator and its host'),
  host: host.nullable().describe("the machine that the replica's nodes share"),
  proves: z.strictObject({ badSteps: count, steps: count, upperBound: share }).nullable(),
  production: z
    .strictObject({ durationMs: ms, fits: z.boolean().nullable(), formula: z.string() })
    .nullable(),
  commands: z
    .array(z.string())
    .describe("production's commands for the same roll; none where this tool rolled"),
  nodes: z
    .array(z.strictObject({ name: z.string(), shortName: z.string() }))
    .exactOptional()
    .describe("short names of nodes whose own say nothing, such as a cloud's ids"),
  hooks: z.array(hook).exactOptional().describe('hooks of the scenario that ran'),
  wayBack: wayBack.nullable().describe('a roll that was ended early, and the return to the old version'),
  frontDoor: z
    .strictObject({
      kind: z.enum(['load-balancer', 'proxy']).exactOptional(),
      why: z.string().exactOptional(),
      settings: z.string(),
      backends: z.array(z.string()),
    })
    .nullable()
    .describe('kind and why are there where the cluster had a choice to make'),
  caveats: reasons.describe('what to know before trusting a number'),
  warnings: z.array(
    z.strictObject({
      code: z.string(),
      file: z.string(),
      line: count.nullable(),
      column: count.nullable(),
      message: z.string(),
    }),
  ),
});

/** JSON Schema of summary.json, for tools that read it. Times end in `Us` (since the run's start) or `Ms`. */
export function summaryJsonSchema(): object {
  return {
    title: 'Summary of a rehearsal',
    ...z.toJSONSchema(summarySchema, { target: 'draft-07' }),
  };
}
