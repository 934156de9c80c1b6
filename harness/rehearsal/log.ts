import { pino } from 'pino';
import { redactJsonLine } from './secrets/redact-secrets.ts';

/** The harness's own log: NDJSON into the run directory, and to stderr on request. */
export type Log = pino.Logger;

/**
 * Synchronous, so that the last line before a kill is written. Everything that looks like a credential is
 * redacted before it reaches a file.
 */
export function openLog(file: string, verbose: { write(text: string): void } | null): Log {
  const streams: pino.StreamEntry[] = [
    { level: 'debug', stream: ignoreWriteErrors(pino.destination({ dest: file, sync: true })) },
  ];
  if (verbose) streams.push({ level: 'debug', stream: verbose });
  return pino(
    {
      level: 'debug',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redactJsonLine },
    },
    pino.multistream(streams),
  );
}

/** A full disk must not make a log line the reason why a cluster is left behind. */
function ignoreWriteErrors(stream: { write(text: string): unknown }): { write(text: string): void } {
  return {
    write(text) {
      try {
        stream.write(text);
      } catch {
        // the journal meets the same disk, and ends the run with a report of it
      }
    },
  };
}
