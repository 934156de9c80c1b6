import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { duration } from '../format/durations.ts';
import type { Lags, MeasuredLags } from './lags.ts';

const lag = z.strictObject({
  ms: z.number().int().nonnegative(),
  from: z.enum(['measured', 'chosen']),
  why: z.string().min(1),
  observations: z.number().int().positive().exactOptional(),
});

const measuredLags = z.strictObject({
  measured: z.iso.date(),
  source: z.string().min(1),
  lags: z.strictObject({
    endpointsMs: lag,
    nodeProxyMs: lag,
    podSyncMs: lag,
    podStartMs: lag,
    podCleanupMs: lag,
    bindMs: lag,
    kubeletRestartMs: lag,
    apiServerRestartMs: lag,
    nodeProvisionMs: lag,
  } satisfies Record<keyof Lags, typeof lag>),
});

/** Next to this file, both in the source tree and in the published package. */
export const lagsFile = new URL('./lags.json', import.meta.url);

/** @throws Error if the file has not the format that `bench/kind-lags.ts` writes */
export function readMeasuredLags(): MeasuredLags {
  return measuredLags.parse(JSON.parse(readFileSync(lagsFile, 'utf8')));
}

/** The numbers alone, for the components. */
export function getLags({ lags }: MeasuredLags): Lags {
  return {
    endpointsMs: lags.endpointsMs.ms,
    nodeProxyMs: lags.nodeProxyMs.ms,
    podSyncMs: lags.podSyncMs.ms,
    podStartMs: lags.podStartMs.ms,
    podCleanupMs: lags.podCleanupMs.ms,
    bindMs: lags.bindMs.ms,
    kubeletRestartMs: lags.kubeletRestartMs.ms,
    apiServerRestartMs: lags.apiServerRestartMs.ms,
    nodeProvisionMs: lags.nodeProvisionMs.ms,
  };
}

/** Each lag as text for the journal: `endpointsMs 30 ms, median of 21 (measured on kind, 2026-11-21)`. */
export function lagTexts({ measured, lags }: MeasuredLags): readonly string[] {
  return Object.entries(lags).map(([name, { ms, from, why, observations }]) =>
    from === 'measured'
      ? `${name} ${duration(ms)}, median of ${observations ?? 'some'} on kind, ${measured}: ${why}`
      : `${name} ${duration(ms)}, chosen: ${why}`,
  );
}
