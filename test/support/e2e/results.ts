/** Results of a rehearsal for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import type { Record_, RehearsalProcess } from './rehearsal-process.ts';

/** The reports folder of a test's runs, within its folder. */
export const reports = (folder: string) => ['--reports', join(folder, 'reports')];

export const readRunId = (rehearsal: RehearsalProcess) => String(rehearsal.records()[0]?.runId);

export const readSummary = (rehearsal: RehearsalProcess): Summary =>
  JSON.parse(derived(rehearsal, 'summary.json'));

/** A file that was generated from the run. */
export const derived = (rehearsal: RehearsalProcess, name: string): string =>
  readFileSync(join(rehearsal.runDirectory() ?? '', 'derived', name), 'utf8');

export const isIntent =
  (action: string, role: string, edge: string) =>
  (record: Record_): boolean =>
    record.type === 'intent' &&
    record.action === action &&
    record.edge === edge &&
    (record.slot as { role: string }).role === role;

/** Names of the nodes in an inventory, with their reported versions. */
export function nodesIn(rehearsal: RehearsalProcess, when: 'before' | 'after'): Record<string, string> {
  const inventory = rehearsal.records().find((one) => one.type === 'inventory' && one.when === when);
  const nodes = (inventory?.nodes ?? []) as { name: string; kubeletVersion: string }[];
  return Object.fromEntries(nodes.map(({ name, kubeletVersion }) => [name, kubeletVersion]));
}

/** The actions of a step between its start and end, in order of their intents. */
export const listActions = (rehearsal: RehearsalProcess, step: number): readonly string[] =>
  rehearsal
    .records()
    .filter((one) => one.type === 'intent' && one.step === step && one.edge === 'begin')
    .map(({ action }) => String(action))
    .filter((action) => !['step', 'interval', 'gate'].includes(action));

/** A control plane's step: its add-ons are rolled out before the cordon. */
export const controlPlaneActions = [
  ...['config', 'addons', 'cordon', 'drain', 'kubelet', 'await-version', 'uncordon'],
];
