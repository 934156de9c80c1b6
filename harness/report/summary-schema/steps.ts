import { z } from 'zod';
import { type Action, actions } from '../../journal/actions.ts';
import { count, ended, mechanism, ms, period, phase, reasons, role, share, us } from './leaves.ts';

const action = z.enum(Object.keys(actions) as [Action, ...Action[]]);
const knownFrom = z.enum(['api', 'intent', 'tool']);

export const step = z.strictObject({
  index: count,
  repeat: count,
  node: z.string(),
  role,
  title: z.string(),
  from: z.string().describe('version of its node before the step'),
  to: z.string().describe('version of its new node'),
  outcome: ended,
  window: z.strictObject({ ...period, fromKnownFrom: knownFrom, toKnownFrom: knownFrom }),
  actions: z.array(
    z.strictObject({
      action,
      fromUs: us,
      toUs: us.nullable(),
      outcome: z.string(),
      detail: z.string().nullable(),
      node: z.string().exactOptional().describe('whose it was, where nodes went side by side'),
    }),
  ),
  heldEvictions: reasons
    .exactOptional()
    .describe('pods that could not be evicted for some seconds, longest first, and what held them'),
  warnings: reasons,
  settledMs: ms.nullable(),
  overlapped: z.boolean(),
  worst: z.strictObject({ target: z.string(), lane: z.string(), badMs: ms }).nullable(),
  episodes: z.array(z.string()),
});

export const hook = z.strictObject({
  name: z.string(),
  when: z.enum(['before', 'after']),
  at: z.string(),
  of: z.string().nullable().describe('the phase, role, pool or node; null: the run'),
  step: count.nullable(),
  fromUs: us,
  toUs: us.nullable(),
  outcome: ended,
  detail: z.string().nullable(),
});

export const episode = z.strictObject({
  id: z.string(),
  target: z.string(),
  lane: z.string(),
  ...period,
  spanMs: ms,
  outageMs: ms,
  depth: share,
  badMs: ms,
  bad: count,
  slots: count,
  outcomes: z.record(z.string(), count),
  pods: z.array(z.string()),
  phase: phase.nullable(),
  step: count.nullable(),
  action: action.nullable(),
  mechanism,
  likely: z.literal(true).exactOptional(),
  evidence: reasons,
  meanwhile: reasons,
});

export const wayBack = z.strictObject({
  to: z.string(),
  upgraded: count.describe('nodes whose steps had ended when the roll was ended'),
  nodes: count,
  stoppedUs: us,
  fromUs: us.nullable(),
  left: z.array(z.strictObject({ node: z.string(), states: z.array(z.string()) })),
  commands: z.array(z.string()),
});
