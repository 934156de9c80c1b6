import { z } from 'zod';
import { probeKinds } from '../../journal/probe-entries.ts';
import { count, interval, mechanism, ms, period, reasons, us } from './leaves.ts';

const scope = z.strictObject({
  lane: z.string().exactOptional(),
  target: z.string().exactOptional(),
  step: z.string().exactOptional(),
  probe: z.string().exactOptional(),
});

export const criterion = z.strictObject({
  id: z.string().describe('stable: compare this one'),
  scope,
  unit: z.string(),
  state: z.enum(['met', 'missed', 'unresolved']),
  value: z.number().nullable(),
  limit: z.number(),
  ci: interval.exactOptional(),
  mechanism: mechanism.exactOptional(),
  reasons,
  why: z.string(),
});

export const postCheck = z.strictObject({
  id: z.string().describe('stable: compare this one'),
  ok: z.boolean().nullable(),
  reasons,
  detail: z.string(),
});

export const recommendation = z.strictObject({
  setting: z.string(),
  from: z.string(),
  to: z.string(),
  reasons,
  why: z.string(),
});

export const baseline = z.strictObject({
  contamination: z
    .strictObject({
      before: count,
      beforeS: z.number(),
      after: count,
      afterS: z.number(),
      chance: z.number(),
    })
    .nullable(),
  trends: z.array(
    z.strictObject({
      target: z.string(),
      lane: z.string(),
      kind: z.enum(['drift', 'warm-up']),
      ratio: z.number(),
      ci: interval,
    }),
  ),
});

export const noiseFloor = z.strictObject({
  key: z.string(),
  sha256: z.string(),
  intact: z.boolean(),
  runs: z.array(z.string()),
  needed: count,
  compared: z.array(
    z.strictObject({
      id: z.string(),
      scope,
      unit: z.string(),
      value: z.number().nullable(),
      windows: count,
      most: z.number().nullable(),
      excuses: z.boolean(),
    }),
  ),
});

export const probe = z.strictObject({
  probe: z.enum(probeKinds),
  source: z.string(),
  count,
  failed: count,
  longestMs: ms,
  outages: z.array(z.strictObject({ ...period, failed: count, step: count.nullable() })),
});

export const blindSpot = z.strictObject({
  resource: z.string(),
  fromUs: us,
  toUs: us.nullable(),
  why: z.string(),
});
