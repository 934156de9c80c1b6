import { join, relative, resolve } from 'node:path';
import { makeReport } from '../rehearsal/make-report.ts';
import { isRepeated, remakeRepeated } from '../rehearsal/repeat.ts';
import { runDirectoryAt } from '../rehearsal/run-directory.ts';
import type { Context } from './context.ts';
import { headline } from './verdict-text.ts';
import { toolVersion } from './version.ts';

/** Judges a run directory and writes its report again. Exit code: 0 when a report was made, whatever it says. */
export async function reportCommand(context: Context, folder: string): Promise<number> {
  const path = resolve(context.cwd, folder);
  if (isRepeated(path)) {
    const repeated = await remakeRepeated(path, toolVersion());
    context.stdout.write(`${headline(repeated)}\n`);
    context.stdout.write(`report: ${join(relative(context.cwd, path) || '.', 'repeated.md')}\n`);
    return 0;
  }
  const directory = runDirectoryAt(path);
  const summary = await makeReport(directory, toolVersion());
  context.stdout.write(`${headline(summary)}\n`);
  context.stdout.write(`report: ${join(relative(context.cwd, directory.derived) || '.', 'report.html')}\n`);
  return 0;
}
