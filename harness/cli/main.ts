#!/usr/bin/env -S node --max-semi-space-size=2
import { processContext } from './context.ts';

const context = processContext();
if (Number(context.nodeVersion.split('.')[0]) < 24) {
  // Printed before the import of modules that an old Node can't parse.
  context.stderr.write(
    `rehearse needs Node 24 or newer; this is ${context.nodeVersion}. \`make rehearse\` uses its own.\n`,
  );
  context.exit(3);
}
context.keepCompiledCode();
const { runProgram } = await import('./program.ts');
context.exit(await runProgram(context));
