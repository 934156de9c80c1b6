import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The task of every tool. */
export interface Task {
  readonly url: string;
  readonly ratePerS: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly connections: number;
  /** A new connection for each request. */
  readonly fresh: boolean;
  /** Folder for the tool's output. */
  readonly folder: string;
}

/** One request as the tool recorded it. */
export interface Row {
  /** The recorded start (for an open loop: the intended start), in microseconds of any clock. */
  readonly startUs: number;
  readonly latencyUs: number;
  readonly ok: boolean;
}

/** A tool's report of a run. */
export interface Report {
  readonly requests: number;
  /** Everything that it does not call a success. */
  readonly failed: number;
  /** Of requests with a response; null if it reports none. */
  readonly p99Ms: number | null;
  /** Null if it only has totals. */
  readonly rows: readonly Row[] | null;
  readonly cpuS: number;
}

export interface Peer {
  readonly name: string;
  /** How to install it. */
  readonly from: string;
  /** Null if it is installed, otherwise what is missing. */
  missing(): Promise<string | null>;
  run(task: Task): Promise<Report>;
}

/** Whether a program is on the PATH. @returns null, or what is missing */
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
export function summarizeRows(rows: readonly Row[], cpuS: number): Report {
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
