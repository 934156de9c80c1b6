import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, type RehearsalProcess, run } from '../../support/e2e/rehearsal-process.ts';
import { readRunId, readSummary, reports } from '../../support/e2e/results.ts';
import { findProcesses } from '../../support/e2e/traces.ts';
import { sentences } from '../../support/judge/sentences.ts';

const shop = 'scenarios/own-manifests.yaml';

/** The run ended before the baseline, gave the reason on one line, and left only what it had recorded. */
function expectEndedEarly(process: RehearsalProcess, code: number | null, said: string) {
  expect(process.output()).toContain(`error: ${said}`);
  expect(process.output()).toContain('code: first-request-failed (exit 2)');
  expect(code).toBe(2);
  const phases = process.records().filter(({ type }) => type === 'phase');
  expect(phases.map(({ phase }) => phase)).not.toContain('baseline');
  const summary = readSummary(process);
  expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 2 });
  expect(sentences(summary.reasons)[0]).toContain(`first-request-failed: ${said}`);
  expect(findProcesses(readRunId(process))).toEqual([]);
}

const findFirstRequests = (process: RehearsalProcess) =>
  process.records().filter(({ type }) => type === 'first-request');

describe('a first response that the scenario does not expect', () => {
  it('ends the run before the baseline, with the status of the response', async () => {
    const folder = newFolder();
    const scenario = join(folder, 'quickstart.yaml');
    const targets = '  targets: [{ name: web, request: { path: /items } }, { name: root }]';
    writeFileSync(
      scenario,
      readFileSync('scenarios/quickstart.yaml', 'utf8').replace(/^load:$/m, `load:\n${targets}`),
    );
    const { code, process } = await run(folder, [scenario, ...reports(folder)]);
    expectEndedEarly(
      process,
      code,
      String.raw`GET /items of web answered 404, expected 200; the body begins with "not found\n" (lanes reused, fresh)`,
    );
    const first = findFirstRequests(process).map(({ target, lane, outcome, status }) => [
      target,
      lane,
      outcome,
      status,
    ]);
    expect(first).toEqual([
      ['web', 'reused', 'wrong-status', 404],
      ['web', 'fresh', 'wrong-status', 404],
      ['root', 'reused', 'ok', 200],
      ['root', 'fresh', 'ok', 200],
      ['control', 'fresh', 'ok', 200],
    ]);
    expect(
      process.records().some(({ type }) => type === 'lane'),
      'nothing is sampled',
    ).toBe(false);
  });

  it('is shown if its body differs', async () => {
    const folder = newFolder();
    const wrong = ['--set', 'load.targets.1.expect.body.contains=coffee'];
    const { code, process } = await run(folder, [shop, ...wrong, ...reports(folder)]);
    const said =
      'POST /orders of orders answered 201 with an unexpected body (expected a body that contains "coffee")';
    expect(process.output()).toContain(said);
    expect(process.output()).toContain(String.raw`; the body begins with "{\"accepted\":\"tea\"`);
    expectEndedEarly(process, code, said);
  });

  it('is reported if nothing listens on the port, after retries for some time', async () => {
    const folder = newFolder();
    const manifests = join(folder, 'manifests');
    mkdirSync(manifests);
    for (const file of ['namespace.yaml', 'catalogue.yaml', 'orders.yaml']) {
      const text = readFileSync(join('scenarios/own-manifests', file), 'utf8');
      writeFileSync(join(manifests, file), text.replace('targetPort: http', 'targetPort: 9999'));
    }
    const scenario = join(folder, 'shop.yaml');
    const server = join(process.cwd(), 'scenarios/own-manifests/server.mjs');
    writeFileSync(
      scenario,
      readFileSync(shop, 'utf8')
        .replaceAll('own-manifests/', 'manifests/')
        .replace('./manifests/server.mjs', server),
    );
    const { code, process: rehearsal } = await run(folder, [scenario, ...reports(folder)]);
    expect(code, rehearsal.output()).toBe(2);
    expect(rehearsal.output()).toMatch(
      /error: GET \/items\?page=1 of catalogue got no response: the connection was \w+.*\(\d+(?: to \d+)? tries in 1\d s\) \(lanes reused, fresh\); POST \/orders of orders got no response/,
    );
    for (const { target, tries } of findFirstRequests(rehearsal))
      if (target !== 'control') expect(tries, String(target)).toBeGreaterThan(10);
  });
});
