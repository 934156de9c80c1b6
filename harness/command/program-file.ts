import { extname } from 'node:path';

/**
 * The file to run for one of this tool's own programs: its source, or its compiled form if this code is compiled.
 * @param source such as `new URL('./worker.ts', import.meta.url)`
 */
export const programFile = (source: URL): URL =>
  new URL(source.href.replace(/\.ts$/, extname(import.meta.url)));
