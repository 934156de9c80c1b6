import { expect, it } from 'vitest';
import { renderMarkdownReport } from '../../../harness/report/markdown.ts';
import { renderRepeatedMarkdown } from '../../../harness/report/repeated.ts';
import { findNodeNamings } from '../../../harness/report/short-names.ts';
import { renderTuningMarkdown } from '../../../harness/report/tuning.ts';
import { approved } from '../../support/report/samples.ts';

it("names a cloud's machines by their slots, lists their ids, and keeps them in commands", () => {
  const [step] = approved.steps;
  if (step === undefined) throw new Error('the sample has no step');
  const rename = (text: string) => text.replaceAll(step.node, 'i-0abc');
  const summary = {
    ...approved,
    steps: approved.steps.map((one) => ({ ...one, node: rename(one.node), title: rename(one.title) })),
    nodes: [{ name: 'i-0abc', shortName: 'nodes-a-1' }],
    commands: ['kubectl uncordon i-0abc'],
  };
  const report = renderMarkdownReport(summary);
  expect(report).toContain('nodes-a-1 (');
  expect(report).toMatch(/\| nodes-a-1 \| i-0abc \|/);
  expect(report).toContain('kubectl uncordon i-0abc');
  expect(report).not.toMatch(/i-0abc \(/);
});

const nodes = [{ name: 'i-0abc', shortName: 'nodes-a-1' }];
const headline = 'outage.longest is missed in i-0abc (worker, step 2 of 3)';

it('does so in the pages of a tuning', () => {
  const recommendations = [{ setting: 'workload.replicas', from: '1', to: '2', why: 'during i-0abc' }];
  const page = renderTuningMarkdown({
    ...{ version: 2, tool: '0.1.0', scenario: 'web', ended: 'the verdict is reject' },
    attempts: [
      {
        ...{ sets: [], run: 'r1', verdict: 'reject', headline, reasons: ['one', headline], recommendations },
        ...{ clusters: [], nodes, exitCode: 20 },
      },
    ],
  });
  expect(page).toContain('nodes-a-1 (worker, step 2 of 3)');
  expect(page).not.toContain('i-0abc');
});

it('does so in the page of repetitions, each with nodes of its own', () => {
  const others = [{ name: 'i-0def', shortName: 'nodes-a-1' }];
  const page = renderRepeatedMarkdown(
    {
      ...{
        version: 2,
        tool: '0.1.0',
        scenario: 'web',
        planned: 2,
        verdict: 'reject',
        exitCode: 20,
        headline,
      },
      ...{ reasons: [], recommendations: [], proves: null },
      repetitions: [headline, headline.replace('i-0abc', 'i-0def')].map((said, index) => ({
        ...{ run: `r${index}`, verdict: 'reject', headline: said, exitCode: 20, proves: null },
      })),
    },
    findNodeNamings([
      { ...approved, nodes },
      { ...approved, nodes: others },
    ]),
  );
  expect(page.split('nodes-a-1 (worker')).toHaveLength(4);
  expect(page).not.toMatch(/i-0abc|i-0def/);
});
