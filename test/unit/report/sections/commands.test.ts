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

const wayBack = {
  ...{ to: '1.33.13', upgraded: 2, nodes: 3, stoppedUs: 300_000_000, fromUs: 330_000_000 },
  left: [{ node: 'i-1', states: ['cordoned', 'detached from its group'] }],
  commands: ['kops rolling-update cluster --name=production.k8s.local --yes --instance-group-roles=node'],
};

it('a report of a roll that went back lists what was left behind, and the commands of the way back', () => {
  const report = renderMarkdownReport({ ...tuned, commands, wayBack });
  const section = report.slice(report.indexOf('Commands for production'));
  const places = [
    '--node-interval=60s',
    'The roll was ended after 2 of 3 nodes',
    'i-1: cordoned, detached from its group',
    'Then the way back to 1.33.13',
    '--instance-group-roles=node',
  ].map((text) => section.indexOf(text));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  expect(report).toContain('1.33.13 → 1.34.4, after 2 of 3 nodes back to 1.33.13');
});

it('a report of a roll that was ended and did not go back says so', () => {
  const report = renderMarkdownReport({
    ...tuned,
    commands,
    wayBack: { ...wayBack, fromUs: null, commands: [] },
  });
  expect(report).toContain('The way back to 1.33.13 was not begun.');
});
