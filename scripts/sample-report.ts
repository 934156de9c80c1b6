/**
 * Generates the committed sample again: node scripts/sample-report.ts RUN
 *
 * Judges a finished run directory with this checkout and copies the parts that are small enough for git to
 * reports/sample: the scenario, the plan and the report. docs/report.png is the report's beginning, as
 * CHROMIUM (by default /usr/bin/chromium) shows it.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { readToolVersion } from '../harness/cli/version.ts';
import { makeReport } from '../harness/rehearsal/make-report.ts';
import { runDirectoryAt } from '../harness/rehearsal/run-directory.ts';

const root = join(import.meta.dirname, '..');
const sample = runDirectoryAt(join(root, 'reports/sample'));
const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('name a run directory');
const run = runDirectoryAt(resolve(path));

await makeReport(run, readToolVersion());
rmSync(sample.path, { recursive: true, force: true });
mkdirSync(sample.path, { recursive: true });
for (const file of ['scenario.yaml', 'plan.json', 'derived'])
  cpSync(join(run.path, file), join(sample.path, file), { recursive: true });
// The scenario's folder on that machine is private.
const resolved = readFileSync(run.resolved, 'utf8').replaceAll(/"\/[^"]*\/scenarios\//g, '"scenarios/');
writeFileSync(sample.resolved, resolved);

await using browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 1500 } });
await page.goto(pathToFileURL(join(sample.derived, 'report.html')).href);
await page.locator('#chart-latency canvas').waitFor();
await page.screenshot({ path: join(root, 'docs/report.png') });
