import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reportAssets } from '../../../harness/rehearsal/report-assets.ts';
import { renderHtmlReport } from '../../../harness/report/html.ts';
import { hostileNames } from '../../support/report/hostile.ts';
import { chart, empty, tuned } from '../../support/report/samples.ts';

// Debian's and Ubuntu's names for it. CI installs it; on a machine without one a message says that these
// tests did not run.
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

describe('report.html in a real browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (executablePath === undefined) return;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach((context) => {
    if (executablePath === undefined)
      context.skip('no Chromium on this machine: the report was not looked at in a browser');
  });

  /** The page offline, with all its requests to other resources and all its errors. */
  async function open(html: string, options: BrowserContextOptions = {}) {
    if (browser === undefined) throw new Error('the browser was not started');
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const context = await browser.newContext({
      offline: true,
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return { page, requests, complaints, file: pathToFileURL(file).href };
  }

  const html = renderHtmlReport(tuned, chart, reportAssets());
  const width = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');

  test('opens offline, without other requests and without errors', async () => {
    const { page, requests, complaints, file } = await open(html);
    await page.locator('#chart-latency canvas').waitFor();
    expect(requests).toEqual([file]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe('△ tune: kind-1.33-to-1.34');
  });

  test('draws both charts, with every lane in its colour', async () => {
    const { page } = await open(html);
    for (const id of ['chart-latency', 'chart-failed'])
      expect((await colours(page, id)).length).toBeGreaterThan(3);
    const drawn = await colours(page, 'chart-latency');
    const lanes = await page.evaluate<string[]>(
      "[...document.querySelectorAll('#chart-lanes svg')].map((svg) => getComputedStyle(svg).stroke)",
    );
    expect(lanes).toHaveLength(4);
    for (const lane of lanes) expect(drawn).toContain(lane);
  });

  test('hides a lane when its box is cleared', async () => {
    const { page } = await open(html);
    const lane = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('#chart-lanes .lane-1')).stroke",
    );
    expect(await colours(page, 'chart-latency')).toContain(lane);
    await page.getByRole('checkbox', { name: 'web/fresh' }).uncheck();
    await expect.poll(() => colours(page, 'chart-latency'), patience).not.toContain(lane);
  });

  test('reads out the second under the cursor, with its step', async () => {
    const { page } = await open(html);
    const plot = page.locator('#chart-latency .u-over');
    const { width: wide, height } = (await plot.boundingBox()) ?? { width: 0, height: 0 };
    // The outage at 9:28: 488 of the 680 seconds from the chart's beginning.
    await plot.hover({ position: { x: (wide * 488) / 680, y: height / 2 } });
    await expect
      .poll(() => page.locator('#chart-now').textContent(), patience)
      .toMatch(/9:2\d · .*phase upgrade · step rehearse-k3m9-worker2 .* · action drain/);
    expect(await page.locator('#chart-lanes tbody tr').nth(1).locator('td').allTextContents()).not.toContain(
      '–',
    );
  });

  test('draws how each percentile moved, and shows it under the cursor', async () => {
    const { page, complaints } = await open(html);
    await expect.poll(() => page.locator('#shift-chart canvas').count(), patience).toBe(2);
    const drawn = await colours(page, 'shift-chart');
    const legend = await page.evaluate<string[]>(
      "[...document.querySelectorAll('#shift-chart .legend svg')].map((svg) => getComputedStyle(svg).stroke)",
    );
    expect(legend).toHaveLength(2);
    for (const colour of legend) expect(drawn).toContain(colour);
    const plot = page.locator('#shift-chart .u-over').first();
    const { width: wide, height } = (await plot.boundingBox()) ?? { width: 0, height: 0 };
    // The second of three percentiles.
    await plot.hover({ position: { x: wide / 2, y: height / 2 } });
    await expect
      .poll(() => page.locator('#shift-chart .now').textContent(), patience)
      .toBe('p90 · baseline 4 ms · worker steps 5.2 ms, change +30% (+12% to +51%)');
    expect(complaints).toEqual([]);
  });

  test('has a row for each probe, so that none hides what another saw', async () => {
    const outages = [
      { probe: 'api', label: 'api balanced', fromS: 279, toS: 388 },
      { probe: 'dns', label: 'dns worker-2', fromS: 355, toS: 387 },
      { probe: 'dns', label: 'dns worker-1', fromS: 360, toS: 362 },
    ] as const;
    const spans = [
      ...chart.spans.filter((span) => span.kind !== 'probe-outage'),
      ...outages.map((outage) => ({ kind: 'probe-outage' as const, ...outage })),
    ];
    const { page } = await open(renderHtmlReport(tuned, { ...chart, spans }, reportAssets()));
    await page.locator('#chart-latency canvas').waitFor();
    const [before, during, after] = await barsAt(page, [345, 386, 395]);
    expect([before, during, after]).toEqual([1, 2, 0]);
  });

  test("is dark if the reader's system is, including charts", async () => {
    const light = await open(html, { colorScheme: 'light' });
    const dark = await open(html, { colorScheme: 'dark' });
    const paper = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await paper(dark.page)).toBe('rgb(20, 22, 26)');
    expect(await paper(light.page)).not.toBe(await paper(dark.page));
    expect(await colours(dark.page, 'chart-latency')).not.toEqual(await colours(light.page, 'chart-latency'));
  });

  test('follows the system from light to dark while it is open', async () => {
    const { page } = await open(html, { colorScheme: 'light' });
    const before = await colours(page, 'chart-latency');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => colours(page, 'chart-latency'), patience).not.toEqual(before);
  });

  test('fits a telephone without scrolling sideways', async () => {
    const { page } = await open(html, { viewport: { width: 390, height: 844 }, isMobile: true });
    expect(await width(page)).toBe(390);
  });

  test('prints, from a dark screen, too', async () => {
    const { page, complaints } = await open(html, { colorScheme: 'dark' });
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
    expect(complaints).toEqual([]);
  });

  test('shows hostile names as text, and runs none of them', async () => {
    const { summary, data } = hostileNames('</script><img src=x onerror="document.title=1">');
    const { page, requests, complaints, file } = await open(renderHtmlReport(summary, data, reportAssets()));
    await page.locator('#chart-latency canvas').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.headline').textContent()).toBe(summary.headline);
    expect(requests).toEqual([file]);
    expect(complaints).toEqual([]);
  });

  test('a run that measured nothing opens without errors', async () => {
    const { page, complaints } = await open(
      renderHtmlReport(empty, { t: [], lanes: [], spans: [] }, reportAssets()),
    );
    expect(await page.locator('h1').textContent()).toBe('? inconclusive');
    expect(await page.locator('canvas').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

/** How long a page may take on a busy machine. */
const patience = { timeout: 10_000 };

/** How many bars of probe outages there are above each other at each of these seconds. */
function barsAt(page: Page, seconds: readonly number[]): Promise<number[]> {
  return page.evaluate<number[]>(`(() => {
    const canvas = document.querySelector('#chart-latency canvas');
    const place = document.querySelector('#chart-latency .u-over').getBoundingClientRect();
    const ratio = canvas.width / canvas.getBoundingClientRect().width;
    const left = (place.left - canvas.getBoundingClientRect().left) * ratio;
    const colour = pagePlots.colour('span-probe-outage');
    return ${JSON.stringify(seconds)}.map((second) => {
      const x = Math.round(left + (place.width * ratio * (second - ${chart.t[0]})) / ${chart.t.length - 1});
      const pixels = canvas.getContext('2d').getImageData(x, 0, 1, canvas.height).data;
      let bars = 0;
      let inside = false;
      for (let at = 0; at < pixels.length; at += 4) {
        const drawn = 'rgb(' + [pixels[at], pixels[at + 1], pixels[at + 2]].join(', ') + ')' === colour;
        if (drawn && !inside) bars += 1;
        inside = drawn;
      }
      return bars;
    });
  })()`);
}

/** The opaque colours on a chart's canvas, sorted, as `rgb(…)`. */
function colours(page: Page, id: string): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const canvas = document.querySelector('#${id} canvas');
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const found = new Set();
    for (let at = 0; at < pixels.length; at += 4)
      if (pixels[at + 3] === 255) found.add(\`rgb(\${pixels[at]}, \${pixels[at + 1]}, \${pixels[at + 2]})\`);
    return [...found].sort();
  })()`);
}
