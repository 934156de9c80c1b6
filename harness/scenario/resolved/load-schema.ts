import { z } from 'zod';
import { laneKindNames } from '../load/lane-kinds.ts';
import { createLaneSpec } from '../load/lanes.ts';
import { protocolNames } from '../load/protocols.ts';
import { builtinTarget } from '../load/target-specs.ts';
import type { LaneSpec } from '../scenario.ts';
import { amount, count, durationMs } from './values.ts';

const kinds = z.enum(laneKindNames);
const protocol = z.enum(protocolNames);
const limit = count.nullable().default(null);

/** In format 1 a lane that is only a kind was its name, and the kind of others was called `connections`. */
const laneOfFormat1 = z.union([
  kinds.transform(createLaneSpec),
  z
    .object({ name: z.string(), connections: kinds, protocol, tls: z.boolean(), count: limit })
    .transform(({ connections, ...lane }): LaneSpec => ({ ...lane, kind: connections })),
]);

const lane = z.union([
  z.object({ name: z.string(), kind: kinds, protocol, tls: z.boolean(), count: limit }),
  laneOfFormat1,
]);

const arrival = z.discriminatedUnion('pattern', [
  z.object({ pattern: z.enum(['random', 'constant', 'poisson']) }),
  z.object({
    pattern: z.literal('steps'),
    steps: z.array(z.object({ forMs: durationMs, ratePerS: amount })),
  }),
  z.object({
    pattern: z.literal('replay'),
    file: z.string(),
    offsetsUs: z.array(amount),
    cycleUs: amount,
  }),
]);

/** In format 1 a header's value was bare text, and so was a whole body. */
const text = z.string().transform((text) => ({ text }));
const header = z.union([z.object({ text: z.string() }), z.object({ env: z.string() }), text]);
const wholeBody = z.union([z.object({ equals: z.string() }), z.string().transform((equals) => ({ equals }))]);

const target = z.object({
  name: z.string(),
  service: z.object({ namespace: z.string(), name: z.string(), port: count }).nullable(),
  weight: amount,
  request: z.object({
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), header),
    body: z.string().nullable(),
  }),
  expect: z.object({
    status: count,
    body: z.union([wholeBody, z.object({ contains: z.string() })]).nullable(),
  }),
});

/** `load` of scenario.resolved.json. A default is the behaviour before the setting existed. */
export const load = z.object({
  ratePerS: amount,
  arrival: arrival.default({ pattern: 'random' }),
  targets: z.array(target).default([builtinTarget]),
  lanes: z.array(lane),
  timeoutMs: durationMs,
  slowMs: durationMs,
  baselineMs: durationMs,
  recoveryMs: durationMs,
  closed: z.object({ connections: count, requests: count, ratePerS: amount }).nullable(),
  seed: count,
  cpus: z.array(count).nullable().default(null),
});
