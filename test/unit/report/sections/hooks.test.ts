import { expect, test } from 'vitest';
import { renderMarkdownReport } from '../../../../harness/report/markdown.ts';
import { approved } from '../../../support/report/samples.ts';

const hook = { name: 'commit', when: 'before', at: 'pool', of: 'search', step: 1 } as const;

test('the report lists what the hooks did, where there were any', () => {
  const hooks = [
    { ...hook, fromUs: 60_000_000, toUs: 62_500_000, outcome: 'done', detail: 'status 200' },
    {
      ...hook,
      at: 'run',
      of: null,
      step: null,
      fromUs: 70_000_000,
      toUs: null,
      outcome: 'unknown',
      detail: null,
    },
  ] as const;
  const markdown = renderMarkdownReport({ ...approved, hooks });
  expect(markdown).toContain('## Hooks');
  expect(markdown).toMatch(/\| commit \| before pool search \| 1:00\.0 \| 2\.5 s \| ✓ done \| status 200 \|/);
  expect(markdown).toMatch(/\| commit \| before the run \| 1:10\.0 \| end not recorded \| \? unknown \| +\|/);
  expect(renderMarkdownReport(approved)).not.toContain('## Hooks');
});
