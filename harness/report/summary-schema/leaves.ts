import { z } from 'zod';
import { phases } from '../../journal/records.ts';
import { type ReasonCode, reasonTexts } from '../../reasons/reason.ts';

/** Parts of a summary's schema. Objects are strict: a summary has no fields beyond the schema. */

/** Microseconds since the run's start. */
export const us = z.number();
/** Milliseconds. */
export const ms = z.number();
export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const interval = z.tuple([z.number(), z.number()]).readonly();
export const phase = z.enum(phases);
export const role = z.enum(['control-plane', 'worker']);
export const ended = z.enum(['done', 'failed', 'aborted', 'unknown']);
export const period = { fromUs: us, toUs: us };

const ref = z.union([
  z.strictObject({ pod: z.string() }),
  z.strictObject({ node: z.string() }),
  z.strictObject({ record: z.string().describe('type of a record in journal.ndjson'), atUs: us }),
]);

const codes = Object.keys(reasonTexts) as [ReasonCode, ...ReasonCode[]];

export const reason = z
  .strictObject({
    code: z.enum(codes).describe('stable: compare this one'),
    values: z
      .record(z.string(), z.unknown())
      .describe('what was measured; times are ms unless a name says otherwise'),
    refs: z.array(ref).exactOptional().describe('what it points to'),
    text: z.string().describe('the same as a sentence'),
  })
  .meta({ id: 'Reason' });

export const reasons = z.array(reason).readonly();

export const mechanism = z.strictObject({
  id: z.string().describe('stable: compare this one'),
  title: z.string(),
});
