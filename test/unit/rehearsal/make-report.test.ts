import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readToolVersion } from '../../../harness/cli/version.ts';
import { makeReport } from '../../../harness/rehearsal/make-report.ts';
import { runDirectoryAt } from '../../../harness/rehearsal/run-directory.ts';
import { copyOfRecorded, derivedFiles } from '../../support/rehearsal/recorded-run.ts';
import { readAnswer } from '../../support/report/read-answer.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const cli = fileURLToPath(new URL('../../../harness/cli/main.ts', import.meta.url));

describe('a recorded run', () => {
  it('gives a summary, a page, Markdown and JUnit, whatever its verdict', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    const summary = await makeReport(directory, readToolVersion());
    expect(summary).toMatchObject({ runId: '20261121-014959-b409', verdict: 'reject', exitCode: 20 });
    expect(summary.steps.map((step) => [step.role, step.outcome])).toEqual([
      ['control-plane', 'done'],
      ['worker', 'done'],
      ['worker', 'done'],
    ]);
    expect(summary.lanes.map((lane) => lane.accounting.complete)).toEqual([true, true, true, true]);
    const files = derivedFiles(directory);
    expect(Object.keys(files)).toEqual(['junit.xml', 'report.html', 'report.md', 'summary.json']);
    expect(readAnswer(files['summary.json'] ?? '')).toEqual(summary);
  });

  it('gives the same bytes again: a second time, elsewhere, without its log and its old report', async () => {
    using folder = tempFolder();
    const first = copyOfRecorded(folder.path);
    await makeReport(first, readToolVersion());
    const bytes = derivedFiles(first);
    await makeReport(first, readToolVersion());
    expect(derivedFiles(first)).toEqual(bytes);

    const second = copyOfRecorded(join(folder.path, 'another place, with an ü'));
    writeFileSync(second.log, 'of no account\n');
    await makeReport(second, readToolVersion());
    expect(derivedFiles(second)).toEqual(bytes);
  });

  it('gives the same bytes in another time zone and another language, from the command line', async () => {
    using folder = tempFolder();
    const here = copyOfRecorded(folder.path);
    await makeReport(here, readToolVersion());
    const there = copyOfRecorded(join(folder.path, 'there'));
    const env = {
      PATH: process.env.PATH,
      HOME: folder.path,
      TZ: 'Pacific/Kiritimati',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'ar_EG.UTF-8',
    };
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'report', there.path], { env });
    expect(stdout).toMatch(/^REJECT: outage\.longest is missed/);
    expect(derivedFiles(there)).toEqual(derivedFiles(here));
  });

  it('needs its journal, its samples and its resolved scenario, and nothing else', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    await makeReport(directory, readToolVersion());
    const bytes = derivedFiles(directory);
    for (const name of readdirSync(directory.path))
      if (!['journal.ndjson', 'samples', 'scenario.resolved.json'].includes(name))
        rmSync(join(directory.path, name), { recursive: true });
    await makeReport(directory, readToolVersion());
    expect(derivedFiles(directory)).toEqual(bytes);
  });
});

describe('a folder that is not a run directory', () => {
  it('is refused by name', async () => {
    using folder = tempFolder();
    const refused = (path: string) =>
      makeReport(runDirectoryAt(path), '0.1.0').catch((error: unknown) => error);
    expect(await refused(join(folder.path, 'none'))).toMatchObject({
      code: 'run-unreadable',
      message: expect.stringContaining('none is not a run directory'),
    });
    mkdirSync(join(folder.path, 'other'));
    writeFileSync(join(folder.path, 'other', 'scenario.resolved.json'), '{"cut');
    expect(await refused(join(folder.path, 'other'))).toMatchObject({ code: 'run-unreadable' });
    expect(readdirSync(join(folder.path, 'other'))).toEqual(['scenario.resolved.json']);
  });

  it('is refused when a later version of the tool wrote it', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    writeFileSync(directory.journal, '{"atUs":0,"type":"journal","version":99}\n');
    await expect(makeReport(directory, '0.1.0')).rejects.toMatchObject({
      code: 'run-unreadable',
      message: expect.stringContaining('format version 99'),
    });
  });
});
