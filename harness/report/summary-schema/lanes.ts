import { z } from 'zod';
import { type AnyLaneKind, laneKinds } from '../../scenario/load/lane-kinds.ts';
import { count, interval, ms, period, role, share, us } from './leaves.ts';

const laneKind = z.enum(Object.keys(laneKinds) as [AnyLaneKind, ...AnyLaneKind[]]);

const latency = z.strictObject({
  p50Ms: ms,
  p90Ms: ms,
  p99Ms: ms,
  maxMs: ms,
  p99Ci: interval.exactOptional().describe('95% interval of p99'),
});

const windowStats = z
  .strictObject({ ...period, scheduled: count, failed: count, slow: count, latency: latency.nullable() })
  .nullable();

const waited = z.strictObject({
  requests: count,
  firstSeq: count,
  lastSeq: count,
  fromUs: us,
  toUs: us,
  longestMs: ms,
  totalMs: ms,
});

export const lane = z.strictObject({
  target: z.string(),
  lane: z.string(),
  kind: laneKind,
  role: z.enum(['judged', 'control', 'shown']),
  ratePerS: z.number(),
  resolutionMs: ms,
  connections: count,
  waited: waited.exactOptional(),
  accounting: z.strictObject({
    scheduled: count,
    outcomes: z.record(z.string(), count),
    complete: z.boolean(),
    torn: z.boolean(),
  }),
  baseline: windowStats,
  upgrade: windowStats,
  recovery: windowStats,
  steps: z.array(windowStats),
});

export const shift = z.strictObject({
  target: z.string(),
  lane: z.string(),
  of: z.union([z.literal('upgrade'), role]),
  batchS: z.number(),
  points: z.array(
    z.strictObject({
      p: share,
      baselineMs: ms.nullable(),
      afterMs: ms.nullable(),
      ratio: z.number().nullable(),
      ci: interval.nullable(),
    }),
  ),
});

export const capacity = z
  .strictObject({
    requests: count,
    connections: count,
    durationMs: ms,
    ratePerS: z.number(),
    p50Ms: ms,
    p90Ms: ms,
    p99Ms: ms,
    maxMs: ms,
    errors: count,
    non2xx: count,
  })
  .nullable();
