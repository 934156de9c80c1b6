import { z } from 'zod';
import { hookPlaceNames } from '../hooks/hook.ts';
import { count, durationMs } from './values.ts';

const json = z
  .object({ path: z.string(), equals: z.union([z.string(), z.number(), z.boolean(), z.null()]) })
  .nullable();

const header = z.union([z.object({ text: z.string() }), z.object({ env: z.string() })]);

/** A call of the user's in scenario.resolved.json. */
const userCall = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    command: z.tuple([z.string()], z.string()),
    exitCode: count,
    timeoutMs: durationMs,
    json,
  }),
  z.object({
    kind: z.literal('http'),
    url: z.string(),
    method: z.string(),
    headers: z.record(z.string(), header),
    body: z.string().nullable(),
    status: count,
    timeoutMs: durationMs,
    json,
  }),
]);

/** `upgrade.hooks` of scenario.resolved.json. */
export const hooks = z.array(
  z.object({
    name: z.string(),
    when: z.enum(['before', 'after']),
    at: z.enum(hookPlaceNames),
    of: z.string().nullable(),
    does: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('call'), call: userCall }),
      z.object({ kind: z.literal('pause'), forMs: durationMs }),
      z.object({
        kind: z.literal('apply'),
        manifests: z.array(z.object({ path: z.string(), sha256: z.string() })),
        withinMs: durationMs,
      }),
    ]),
    onFailure: z.enum(['fail', 'continue']),
  }),
);

/** `upgrade.gate.checks` of scenario.resolved.json. */
export const gateChecks = z.array(z.object({ name: z.string(), call: userCall }));
