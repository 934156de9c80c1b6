/** Rehearsals of scenarios/kops-clone.yaml on a test bed for kops. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { KopsBed } from './kops-bed.ts';
import { type RehearsalProcess, run, start } from './rehearsal-process.ts';
import { readRunId, reports } from './results.ts';
import { kubeconfigs, traces } from './traces.ts';

export const production = 'production.k8s.local';
export const clone = 'rehearsal1.k8s.local';

/** Starts one in a test's folder. */
export function startOnBed(
  bed: KopsBed,
  folder: string,
  settings: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RehearsalProcess {
  const all = [...settings, `cluster.name=${clone}`, `cluster.clone.provideImages=[${bed.provideImages}]`];
  const args = all.flatMap((setting) => ['--set', setting]);
  return start(folder, ['scenarios/kops-clone.yaml', ...args, ...reports(folder)], {
    ...{ ...bed.env, ...env },
    CI: 'true',
  });
}

/** The clone has left nothing: in the cloud, in the state store, on this machine, in the test's folder. */
export async function expectNothingLeft(bed: KopsBed, rehearsal: RehearsalProcess): Promise<void> {
  // The bed removes a machine's container a moment after its instance has gone, or, if that boots, after its boot.
  await expect.poll(() => bed.resourcesOf(clone), { timeout: 5 * 60_000 }).toEqual([]);
  expect(await bed.stateOf(clone), 'in the state store').toEqual([]);
  expect(traces(readRunId(rehearsal)), 'of the front door').toEqual([]);
  expect(kubeconfigs(rehearsal.folder)).toEqual([]);
}

/** Kills the run, which leaves something behind, and has `clean` remove it. */
export async function killAndClean(bed: KopsBed, rehearsal: RehearsalProcess): Promise<void> {
  const runId = readRunId(rehearsal);
  rehearsal.child.kill('SIGKILL');
  await rehearsal.ended;
  expect(await bed.stateOf(clone), 'the kill has left something').not.toEqual([]);
  const cleaned = await run(rehearsal.folder, ['clean'], { ...bed.env });
  expect(cleaned.code, cleaned.output).toBe(0);
  expect(cleaned.output).toContain(runId);
  await expectNothingLeft(bed, rehearsal);
}

/** Whether a command of kops has been started, by the file that keeps what it prints. */
export function hasStarted(rehearsal: RehearsalProcess, command: string): boolean {
  const folder = join(rehearsal.runDirectory() ?? '', 'cluster');
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(`-${command}.log`));
}
