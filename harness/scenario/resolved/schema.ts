import { z } from 'zod';
import { leavesAtOnce } from '../balancers.ts';
import { type NodeQuantity, roundings } from '../node-quantity.ts';
import { providerNames } from '../providers/table.ts';
import type { Scenario } from '../scenario.ts';
import { earlierDrains } from '../upgrade-policy.ts';
import { gateChecks, hooks } from './call-schema.ts';
import { load } from './load-schema.ts';
import { amount, count, durationMs } from './values.ts';

const policy = { validations: count, everyMs: durationMs, timeoutMs: durationMs };
const gate = z.object(policy);
const quantity = z.custom<NodeQuantity>(
  (value) => count.safeParse(value).success || (typeof value === 'string' && /^\d{1,3}%$/.test(value)),
);
const rounding = z.enum(roundings);
const pooled = {
  intervalMs: durationMs,
  // No percentages were possible.
  rounding: z
    .object({ maxSurge: rounding, maxUnavailable: rounding })
    .default({ maxSurge: 'up', maxUnavailable: 'down' }),
  order: z
    .discriminatedUnion('by', [
      z.object({ by: z.literal('listed') }),
      z.object({ by: z.literal('random'), seed: count }),
    ])
    .default({ by: 'listed' }),
  canary: z.object({ nodes: count, watchMs: durationMs }).nullable().default(null),
};
/** Nodes were rolled one by one. */
const oneUnavailable = quantity.default(1);
const workers = z.discriminatedUnion('strategy', [
  z.object({ strategy: z.literal('in-place'), maxUnavailable: oneUnavailable, ...pooled }),
  z.object({ strategy: z.literal('replace'), maxUnavailable: oneUnavailable, ...pooled }),
  z.object({
    strategy: z.literal('surge'),
    maxSurge: quantity,
    maxUnavailable: quantity.default(0),
    ...pooled,
  }),
]);
const ready = z.object({ withinMs: durationMs }).default({ withinMs: 300_000 });
const increase = z.object({ increase: amount, atLeastMs: durationMs });
const longest = z.object({ longestMs: durationMs }).nullable();
/** Probes that did not exist were not run. */
const laterProbe = longest.default(null);

const clone = z.object({
  zones: z.array(z.string()).nullable(),
  network: z.enum(['own', 'shared']),
  ttlMs: durationMs,
  spot: z.boolean(),
  fewerControlPlanes: z.enum(['refuse', 'accept']),
  prices: z.object({ currency: z.string(), perHour: z.record(z.string(), amount) }).nullable(),
  provideImages: z.array(z.string()).nullable(),
});

const cluster = z.object({
  provider: z.enum(providerNames),
  name: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  controlPlanes: count,
  pools: z.array(z.object({ name: z.string(), nodes: count })),
  images: z.array(z.string()),
  nodeImages: z.record(z.string(), z.string()),
  commands: z.record(z.string(), z.array(z.string())).default({}),
  cpus: z.array(count).nullable().default(null),
  production: z.object({ stateStore: z.string(), cluster: z.string() }).nullable().default(null),
  clone: clone.nullable().default(null),
});

const upgrade = z.object({
  none: z.boolean(),
  controlPlane: z.object({
    strategy: z.enum(['in-place', 'replace']),
    intervalMs: durationMs,
    // Nothing was awaited.
    addons: gate.nullable().default(null),
  }),
  nodes: workers,
  pools: z.record(z.string(), workers).default({}),
  drain: z.object({
    timeoutMs: durationMs,
    onTimeout: z.enum(['fail', 'continue', 'delete-pods', 'evict-anyway', 'quarantine']),
    maxQuarantined: count.nullable().default(null),
    retryMs: durationMs.default(earlierDrains.retryMs),
    onError: z.enum(['retry', 'fail']).default(earlierDrains.onError),
    force: z.boolean().default(earlierDrains.force),
    deleteEmptyDirData: z.boolean().default(earlierDrains.deleteEmptyDirData),
    // Absent or null where this tool rolled, which went on at once.
    postDrainDelayMs: durationMs
      .nullable()
      .default(null)
      .transform((ms) => ms ?? 0),
  }),
  gate: z.object({ ...policy, beforeGroup: count.default(0), checks: gateChecks.default([]) }).nullable(),
  abort: z.object({ atShare: amount, holdMs: durationMs }).nullable().default(null),
  hooks: hooks.default([]),
});

const workload = z.union([
  z.object({
    builtin: z.literal('web'),
    replicas: count,
    workUs: amount,
    preStopMs: durationMs,
    terminationGraceMs: durationMs,
    budget: z.object({ minAvailable: count }).nullable(),
    spread: z.boolean(),
    onSigterm: z.enum(['graceful', 'exit', 'ignore']),
    readinessProbe: z.boolean(),
    startupMs: durationMs,
    ready,
  }),
  z.object({
    builtin: z.null(),
    manifests: z.array(z.object({ path: z.string(), sha256: z.string() })),
    images: z.array(z.string()),
    ready,
  }),
]);

const frontDoor = z.object({
  // Every front door was a proxy of this tool.
  type: z.enum(['auto', 'load-balancer', 'proxy']).default('proxy'),
  annotations: z.record(z.string(), z.string()).default({}),
  healthCheck: z.object({
    of: z.enum(['node-proxy', 'service', 'none']),
    everyMs: durationMs,
    timeoutMs: durationMs,
    rise: count,
    fall: count,
  }),
  connectTimeoutMs: durationMs,
  // The front door closed connections while every backend failed its check.
  allUnhealthy: z.enum(['route-to-all', 'refuse']).default('refuse'),
  // A node that left got no new connection.
  deregistration: z.object({ lagMs: durationMs, drainDelayMs: durationMs.nullable() }).default(leavesAtOnce),
});

const criteria = z.object({
  outage: z.object({ longestMs: durationMs }),
  bad: z.object({ perStepMs: durationMs }),
  latency: z.object({ p90: increase, p99: increase.nullable().default(null) }),
  probes: z.object({
    api: longest,
    dns: longest,
    pods: laterProbe,
    apiWrite: laterProbe,
    rollout: laterProbe,
  }),
  settle: z.object({ withinMs: durationMs }),
});

/**
 * The schema of a resolved scenario in a file of any version. A default is the behaviour before a setting
 * existed; older forms are converted here, and in no other place.
 */
export const resolvedSchema: z.ZodType<Scenario> = z.object({
  apiVersion: z.literal('rehearsal/v1alpha1'),
  kind: z.literal('Rehearsal'),
  metadata: z.object({ name: z.string() }),
  repeat: count.default(1),
  cluster,
  upgrade,
  workload,
  frontDoor,
  load,
  criteria,
  production: z
    .object({
      controlPlanes: count,
      nodes: count,
      windowMs: durationMs.nullable(),
      nodeReadyMs: durationMs.nullable(),
    })
    .nullable(),
});
