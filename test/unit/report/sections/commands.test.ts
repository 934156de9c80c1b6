import { expect, it } from 'vitest';
import { renderMarkdownReport } from '../../../../harness/report/markdown.ts';
import { tuned } from '../../../support/report/samples.ts';

const commands = ['kops rolling-update cluster --name=production.k8s.local --yes --node-interval=60s'];

it('a report of a roll by a command lists the commands for production', () => {
  expect(renderMarkdownReport({ ...tuned, commands })).toContain(
    '- kops rolling-update cluster --name=production.k8s.local --yes --node-interval=60s',
  );
});

it('a report of a roll by this tool has no such section', () => {
  expect(renderMarkdownReport(tuned)).not.toContain('Commands for production');
});
