import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** What every tool is asked for. */
export interface Task {
  readonly url: string;
  readonly ratePerS: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly connections: number;
  /** A new connection for each request. */
  readonly fresh: boolean;
  /** For what the tool writes. */
  readonly folder: string;
}

/** One request as the tool recorded it. */
export interface Row {
  /** When the tool says that it began (for an open loop: was meant to), in microseconds of any clock. */
  readonly startUs: number;
  readonly latencyUs: number;
  readonly ok: boolean;
}

/** What a tool said of a run. */
export interface Report {
  readonly requests: number;
  /** Everything it does not call a success. */
  readonly failed: number;
  /** Of its answered requests; null where it gives none. */
  readonly p99Ms: number | null;
  /** Null where it keeps totals only. */
  readonly rows: readonly Row[] | null;
  readonly cpuS: number;
}

export interface Peer {
  readonly name: string;
  /** How it is had. */
  readonly from: string;
  /** Null when it is installed, else what is missing. */
  missing(): Promise<string | null>;
  run(task: Task): Promise<Report>;
}

/** Whether a program is on the path. @returns null, or what is missing */
export async function onPath(program: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return null;
  }
  return `${program} is not on the PATH`;
}

/** The report of a tool that records each request. */
export function reportOf(rows: readonly Row[], cpuS: number): Report {
  const answered = rows.filter(({ ok }) => ok).map(({ latencyUs }) => latencyUs);
  const sorted = answered.toSorted((a, b) => a - b);
  const at = sorted[Math.ceil(sorted.length * 0.99) - 1];
  return {
    requests: rows.length,
    failed: rows.length - answered.length,
    p99Ms: at === undefined ? null : at / 1000,
    rows,
    cpuS,
  };
}
