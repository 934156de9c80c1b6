import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The paths of a run directory. It is the only source of truth: `derived/` may be deleted and generated again. */
export interface RunDirectory {
  readonly path: string;
  readonly scenario: string;
  readonly resolved: string;
  readonly plan: string;
  readonly journal: string;
  readonly noiseFloor: string;
  readonly log: string;
  readonly samples: string;
  readonly cluster: string;
  readonly derived: string;
}

/** The paths in a run directory, which need not exist yet. */
export function runDirectoryAt(path: string): RunDirectory {
  return {
    path,
    scenario: join(path, 'scenario.yaml'),
    resolved: join(path, 'scenario.resolved.json'),
    plan: join(path, 'plan.json'),
    journal: join(path, 'journal.ndjson'),
    noiseFloor: join(path, 'noise-floor.ndjson'),
    log: join(path, 'log.ndjson'),
    samples: join(path, 'samples'),
    cluster: join(path, 'cluster'),
    derived: join(path, 'derived'),
  };
}

/** Creates the folders of a new run. */
export function createRunDirectory(reportsFolder: string, runId: string, scenarioName: string): RunDirectory {
  const directory = runDirectoryAt(join(reportsFolder, `${runId}-${scenarioName}`));
  mkdirSync(reportsFolder, { recursive: true });
  mkdirSync(directory.path);
  for (const folder of [directory.samples, directory.cluster, directory.derived]) mkdirSync(folder);
  return directory;
}

/** Writes a value as readable JSON. */
export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** A run's name: UTC time, and four random letters in case two runs start in one second. Valid as a cluster's name. */
export function newRunId(now: Date): string {
  const [day, time] = now.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '').split('T');
  return `${day}-${time}-${randomBytes(2).toString('hex')}`;
}
