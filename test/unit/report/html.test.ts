import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportAssets } from '../../../harness/rehearsal/report-assets.ts';
import { renderHtmlReport } from '../../../harness/report/html.ts';
import { sentences } from '../../support/judge/sentences.ts';
import { hostileText, withText } from '../../support/report/hostile.ts';
import { approved, chart, empty, tuned } from '../../support/report/samples.ts';

const assets = reportAssets();
const nothing = { t: [], lanes: [], spans: [] };
// Small ones keep the properties quick; the real ones are checked above and in the browser.
const small = { styles: ['a {}'], scripts: ['let a;'] };

const withoutScripts = (html: string) => html.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '<$1></$1>');
const chartJson = (html: string) => /id="chart-data">(.*?)<\/script>/s.exec(html)?.[1] ?? '';

describe('the page', () => {
  const html = renderHtmlReport(tuned, chart, assets);

  test('requests nothing: its policy forbids it, and allows only its own scripts and styles by hash', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|https?:/);
    for (const [, text = ''] of html.matchAll(/<(?:script|style)>([\s\S]*?)<\/(?:script|style)>/g))
      expect(policy).toContain(createHash('sha256').update(text).digest('base64'));
    expect(withoutScripts(html)).not.toMatch(/\b(?:src|href)="(?!#)/);
  });

  test('has a heading for every section, a caption for every table, and a target for every link', () => {
    const body = withoutScripts(html);
    expect(body.match(/<h1/g)).toHaveLength(1);
    expect(body.match(/<caption>/g)?.length).toBe(body.match(/<table/g)?.length);
    expect(body.match(/<h2 id=/g)?.length).toBe(body.match(/<section/g)?.length);
    const ids = new Set([...body.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    for (const [, target] of body.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    expect(ids.size).toBe(body.match(/ id="/g)?.length);
  });

  test('shows the verdict with a word and a sign, then the numbers that decided it', () => {
    const header = /<header[\s\S]*<\/header>/.exec(html)?.[0] ?? '';
    expect(header).toMatch(/△<\/span> tune<\/h1>/);
    expect(header).toContain('<strong>1.215 s</strong>');
    expect(header).toContain('limit 500 ms · ✕ missed');
    expect(header).toContain('workload.preStop');
  });

  test('links each step to its episodes', () => {
    expect(html).toContain('<a href="#E1">E1</a>');
    expect(html).toContain('<tr id="E1">');
  });

  test("carries the chart's data unchanged", () => {
    expect(JSON.parse(chartJson(html))).toEqual(chart);
  });

  test('names the source of every section', () => {
    for (const section of withoutScripts(html).match(/<section[\s\S]*?<\/section>/g) ?? [])
      expect(section).toContain('class="source"');
  });
});

test('nodes have short names, which show the full ones on hover; the appendix has the full ones', () => {
  const html = withoutScripts(renderHtmlReport(tuned, chart, small));
  const sections = html.match(/<section[\s\S]*?<\/section>/g) ?? [];
  const find = (id: string) => sections.find((section) => section.startsWith(`<section id="${id}"`)) ?? '';
  expect(find('steps')).toContain(
    '<abbr title="rehearse-k3m9-worker2">worker-2</abbr> (worker, step 3 of 3)',
  );
  expect(find('steps').replaceAll(/title="[^"]*"/g, '')).not.toContain('rehearse-k3m9-');
  expect(find('run')).toContain('rehearse-k3m9-worker2:30080');
});

test('a run that measured nothing gives a page that says so', () => {
  const html = withoutScripts(renderHtmlReport(empty, nothing, small));
  expect(html).toContain('there is nothing to draw');
  expect(html).toContain('Capacity was not measured.');
  expect(html).not.toMatch(/NaN|undefined|>null</);
});

test('thousands of episodes are limited to those with most harm, and no link is broken', () => {
  const [first] = tuned.episodes;
  if (first === undefined) throw new Error('the sample has an episode');
  const episodes = Array.from({ length: 1000 }, (_, index) => ({
    ...first,
    id: `E${index + 1}`,
    badMs: (index * 7919) % 1000,
  }));
  const steps = tuned.steps.map((step) => ({ ...step, episodes: episodes.map((episode) => episode.id) }));
  const html = renderHtmlReport({ ...tuned, episodes, steps }, nothing, small);
  expect(html.match(/<tr id="E/g)).toHaveLength(100);
  expect(html).toContain('and 900 more');
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

/** Its tags with the names of their attributes, without text or values. */
function skeleton(html: string): string[] {
  return (
    withoutScripts(html)
      .match(/<[^>]*>/g)
      ?.map((tag) => tag.replace(/="[^"]*"/g, '')) ?? []
  );
}

test("no name or message becomes a tag or an attribute, or ends the data's script", () => {
  const harmless = skeleton(renderHtmlReport(withText(tuned, 'x'), withText(chart, 'x'), small));
  fc.assert(
    fc.property(hostileText, (text) => {
      const html = renderHtmlReport(withText(tuned, text), withText(chart, text), small);
      expect(skeleton(html)).toEqual(harmless);
      expect(JSON.parse(chartJson(html))).toEqual(withText(chart, text));
      expect(chartJson(html)).not.toMatch(/[<>&\u2028\u2029]/);
    }),
    { numRuns: 40 },
  );
});

test('an approved run names the criterion that it met by the smallest margin', () => {
  const header = /<header[\s\S]*<\/header>/.exec(renderHtmlReport(approved, chart, small))?.[0] ?? '';
  expect(header).toContain('✓</span> approve');
  expect(header).toContain('<dt>outage.longest</dt>');
  expect(header).toContain(
    '0 of 3 rehearsed steps failed or did harm in the judged lanes, the control plane&#39;s and the workers&#39; pooled: with 95% confidence the chance of harm at a node is at most 63%',
  );
});

test('the first reason appears once, in the headline', () => {
  const [first = ''] = sentences(tuned.reasons);
  const html = renderHtmlReport({ ...tuned, criteria: [], reasons: tuned.reasons.slice(0, 1) }, chart, small);
  expect(html.split(first)).toHaveLength(2);
  expect(html).not.toContain('reasons, most important first');
  expect(renderHtmlReport(tuned, chart, small)).toContain('Further reasons, most important first');
});
