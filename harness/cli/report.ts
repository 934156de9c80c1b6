import { join, relative, resolve } from 'node:path';
import { makeReport } from '../rehearsal/make-report.ts';
import { runDirectoryAt } from '../rehearsal/run-directory.ts';
import type { Context } from './context.ts';
import { headline } from './verdict-text.ts';
import { toolVersion } from './version.ts';

/** Judges a run directory and writes its report again. Exit code: 0 when a report was made, whatever it says. */
export async function reportCommand(context: Context, folder: string): Promise<number> {
  const directory = runDirectoryAt(resolve(context.cwd, folder));
  const summary = await makeReport(directory, toolVersion());
  context.stdout.write(`${headline(summary)}\n`);
  context.stdout.write(`report: ${join(relative(context.cwd, directory.derived) || '.', 'report.html')}\n`);
  return 0;
}
