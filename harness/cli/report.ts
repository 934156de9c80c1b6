import { join, relative, resolve } from 'node:path';
import { makeReport } from '../rehearsal/make-report.ts';
import { isRepeated, remakeRepeated } from '../rehearsal/repeat.ts';
import { runDirectoryAt } from '../rehearsal/run-directory.ts';
import type { Context } from './context.ts';
import { formatHeadline } from './verdict-text.ts';
import { readToolVersion } from './version.ts';

/** Judges a run directory and writes its report again. Exit code: 0 if a report was made, whatever its verdict. */
export async function reportCommand(context: Context, folder: string): Promise<number> {
  const path = resolve(context.cwd, folder);
  if (isRepeated(path)) {
    const repeated = await remakeRepeated(path, readToolVersion());
    context.stdout.write(`${formatHeadline({ ...repeated, remark: repeated.agreement })}\n`);
    context.stdout.write(`report: ${join(relative(context.cwd, path) || '.', 'repeated.md')}\n`);
    return 0;
  }
  const directory = runDirectoryAt(path);
  const summary = await makeReport(directory, readToolVersion());
  context.stdout.write(`${formatHeadline(summary)}\n`);
  context.stdout.write(`report: ${join(relative(context.cwd, directory.derived) || '.', 'report.html')}\n`);
  return 0;
}
