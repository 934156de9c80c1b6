import { expect, it } from 'vitest';
import { renderMarkdownReport } from '../../../harness/report/markdown.ts';
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
