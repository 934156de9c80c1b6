import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { reasonText } from '../../../harness/reasons/reason.ts';
import { reportAssets } from '../../../harness/rehearsal/report-assets.ts';
import { answerJson } from '../../../harness/report/answer-json.ts';
import { renderReportFiles } from '../../../harness/report/files.ts';
import { readAnswer } from '../../support/report/read-answer.ts';
import { chart, tuned } from '../../support/report/samples.ts';

const digest = (files: readonly { name: string; content: string }[]) =>
  files.map(({ name, content }) => `${name} ${createHash('sha256').update(content).digest('hex')}`);

test('a report consists of four files', () => {
  expect(renderReportFiles(tuned, chart, reportAssets()).map((file) => file.name)).toEqual([
    'summary.json',
    'report.html',
    'report.md',
    'junit.xml',
  ]);
});

test('summary.json contains the summary, whatever the order of its keys, with a sentence for each reason', () => {
  expect(readAnswer(answerJson(tuned))).toEqual(tuned);
  const { reasons, caveats } = JSON.parse(answerJson(tuned));
  const texts = [...reasons, ...caveats].map(({ text }) => text);
  expect(texts).toEqual([...tuned.reasons, ...tuned.caveats].map(reasonText));
  const reversed = Object.fromEntries(Object.entries(tuned).reverse()) as unknown as typeof tuned;
  expect(answerJson(reversed)).toBe(answerJson(tuned));
});

test('the same summary gives the same bytes in another process, time zone and language', () => {
  const program = `
    import { createHash } from 'node:crypto';
    const [{ renderReportFiles }, { reportAssets }, { tuned, chart }] = await Promise.all(
      ['harness/report/files.ts', 'harness/rehearsal/report-assets.ts', 'test/support/report/samples.ts'].map(
        (path) => import(new URL(path, process.argv[1]).href)));
    for (const { name, content } of renderReportFiles(tuned, chart, reportAssets()))
      console.log(name + ' ' + createHash('sha256').update(content).digest('hex'));`;
  const elsewhere = (env: Record<string, string>) =>
    execFileSync(
      process.execPath,
      ['--input-type=module', '-e', program, new URL('../../../', import.meta.url).href],
      {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      },
    );
  const here = `${digest(renderReportFiles(tuned, chart, reportAssets())).join('\n')}\n`;
  expect(elsewhere({ TZ: 'Asia/Kathmandu', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' })).toBe(here);
  expect(elsewhere({ TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' })).toBe(here);
});
