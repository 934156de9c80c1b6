/** What a rehearsal left to be looked at. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import type { Record_, RehearsalProcess } from './rehearsal-process.ts';

/** Where a test's runs go: into its folder. */
export const reports = (folder: string) => ['--reports', join(folder, 'reports')];

export const runIdOf = (rehearsal: RehearsalProcess) => String(rehearsal.records()[0]?.runId);

export const summaryOf = (rehearsal: RehearsalProcess): Summary =>
  JSON.parse(derived(rehearsal, 'summary.json'));

/** A file that was made of the run. */
export const derived = (rehearsal: RehearsalProcess, name: string): string =>
  readFileSync(join(rehearsal.runDirectory() ?? '', 'derived', name), 'utf8');

export const isIntent =
  (action: string, role: string, edge: string) =>
  (record: Record_): boolean =>
    record.type === 'intent' &&
    record.action === action &&
    record.edge === edge &&
    (record.slot as { role: string }).role === role;

/** Names of the nodes that an inventory found, with the versions that they report. */
export function nodesIn(rehearsal: RehearsalProcess, when: 'before' | 'after'): Record<string, string> {
  const inventory = rehearsal.records().find((one) => one.type === 'inventory' && one.when === when);
  const nodes = (inventory?.nodes ?? []) as { name: string; kubeletVersion: string }[];
  return Object.fromEntries(nodes.map(({ name, kubeletVersion }) => [name, kubeletVersion]));
}

/** What a step did inside its own bounds, in order: actions of its intents. */
export const actionsOf = (rehearsal: RehearsalProcess, step: number): readonly string[] =>
  rehearsal
    .records()
    .filter((one) => one.type === 'intent' && one.step === step && one.edge === 'begin')
    .map(({ action }) => String(action))
    .filter((action) => !['step', 'interval', 'gate'].includes(action));

/** A control plane's step: its add-ons are rolled out before the cordon. */
export const controlPlaneActions = [
  ...['config', 'addons', 'cordon', 'drain', 'kubelet', 'await-version', 'uncordon'],
];
