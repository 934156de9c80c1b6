/** Writes docs/summary.schema.json, the JSON Schema of summary.json: node scripts/summary-schema.ts */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { summaryJsonSchema } from '../harness/report/summary-schema/summary.ts';

const file = fileURLToPath(new URL('../docs/summary.schema.json', import.meta.url));
const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));

writeFileSync(file, JSON.stringify(summaryJsonSchema(), null, 2));
execFileSync(process.execPath, [biome, 'format', '--write', file], { stdio: 'inherit' });
