import { extname } from 'node:path';

/**
 * The file to run of one of this tool's own programs: its source, or what was compiled from it where this is compiled.
 * @param source as `new URL('./worker.ts', import.meta.url)`
 */
export const programFile = (source: URL): URL =>
  new URL(source.href.replace(/\.ts$/, extname(import.meta.url)));
