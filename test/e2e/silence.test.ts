import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { newFolder, start } from '../support/e2e/rehearsal-process.ts';
import { readSummary, reports } from '../support/e2e/results.ts';

const program = fileURLToPath(new URL('../fixtures/programs/silent.mjs', import.meta.url));

const manifest = (folder: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: quiet }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: quiet }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: silent:1
          env:
            - { name: HOST, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
            - { name: TRIGGER, value: "${join(folder, 'trigger')}" }
            - { name: NOTES, value: "${join(folder, 'notes.json')}" }
            - { name: SILENT_MS, value: "2000" }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: quiet }
spec:
  selector: { app: web }
  ports: [{ port: 80, targetPort: 8080 }]
`;

/**
 * Tests the defaults of lanes, timeout and slow: reused and fresh, 2 s and 1 s. The rate is half of its
 * default, so that a busy machine fails no requests.
 */
const scenario = `
apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: silence }
cluster: { provider: embedded, from: 1.33.13, to: 1.33.13, commands: { "silent:1": [node, ${program}] } }
upgrade:
  none: true
  controlPlane: { interval: 0s }
  nodes: { interval: 2s }
  gate: { validations: 2, every: 500ms, timeout: 1m }
workload: { manifests: [web.yaml] }
load:
  rate: 100/s
  targets: [{ name: web, service: { namespace: quiet, name: web, port: 80 } }]
  baseline: 11s
  recovery: 10s
  closed: none
criteria: { settle: { within: 10s } }
`;

const slotMs = 10;

it('measures a silence of 2 s at its real length, in each default lane', async () => {
  const folder = newFolder();
  const file = join(folder, 'silence.yaml');
  writeFileSync(join(folder, 'web.yaml'), manifest(folder));
  writeFileSync(file, scenario);
  const rehearsal = start(folder, [file, ...reports(folder)]);
  await rehearsal.until(
    ({ type, phase, edge }) => type === 'phase' && phase === 'upgrade' && edge === 'begin',
  );
  writeFileSync(join(folder, 'trigger'), '');
  await rehearsal.ended;
  const { silentMs, unanswered } = JSON.parse(readFileSync(join(folder, 'notes.json'), 'utf8'));
  const { episodes, lanes, loadHost } = readSummary(rehearsal);
  const lagMs = loadHost?.lagMaxMs ?? Number.NaN;

  const timedOut = lanes.map(({ accounting }) => accounting.outcomes['timed-out'] ?? 0);
  expect(timedOut.reduce((sum, count) => sum + count)).toBe(unanswered);
  for (const lane of ['reused', 'fresh']) {
    const longest = Math.max(...episodes.filter((one) => one.lane === lane).map((one) => one.outageMs));
    expect(longest - silentMs, lane).toBeLessThanOrEqual(slotMs + lagMs);
    // The nearest arrivals may be up to two slots inside each edge.
    expect(longest - silentMs, lane).toBeGreaterThanOrEqual(-3 * slotMs - lagMs);
  }
  expect(lanes.filter(({ waited }) => waited !== undefined)).toEqual([]);
});
