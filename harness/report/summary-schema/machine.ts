import { z } from 'zod';
import { count, ms, period, reason, reasons, share } from './leaves.ts';

export const machine = z.strictObject({
  cpus: z.number(),
  memoryBytes: z.number(),
  kernel: z.string(),
  node: z.string().describe('version of Node.js'),
});

export const claims = z.strictObject({
  production: z.boolean(),
  covers: z.array(z.string()),
  notCovered: z.array(z.string()),
  kernelOf: z.enum(['this machine', 'its own machines']),
  fidelity: z
    .array(
      z.strictObject({ setting: z.string(), production: z.string(), clone: z.string(), why: z.string() }),
    )
    .exactOptional(),
});

export const loadGeneratorHost = z.strictObject({
  lagP99Ms: ms,
  lagMaxMs: ms,
  cpuBusyMean: z.number(),
  loopMaxMs: ms.exactOptional(),
  gcMaxMs: ms.exactOptional(),
  cpuPressureMean: z.number().exactOptional(),
  marked: z.array(z.strictObject({ ...period, why: reason })),
  recommendations: reasons,
});

const processUsage = z.strictObject({ name: z.string(), count, pid: count, cpus: z.number() });

export const host = z.strictObject({
  measuredS: z.number(),
  overloadedS: z.number(),
  baseline: z.strictObject({ measuredS: z.number(), saturatedS: z.number() }).nullable(),
  waitingShare: share,
  overloaded: z.array(z.strictObject(period)),
  cpus: z.strictObject({ replica: z.number(), tool: z.number(), outside: z.number() }),
  outside: z.array(processUsage),
});
