import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, run } from '../../support/e2e/rehearsal-process.ts';
import { derived, readRunId, readSummary, reports } from '../../support/e2e/results.ts';
import { findProcesses } from '../../support/e2e/traces.ts';
import { sentences } from '../../support/judge/sentences.ts';

const scenario = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: bare }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4, commands: { "shop:1": [node, --version] } }
workload: { manifests: [shop.yaml] }
load: { rate: 50/s, targets: [{ name: web, service: { name: web, port: 80 } }] }
`;
/** Nothing recreates the bare pod or its ConfigMap. */
const manifests = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  sessionAffinity: ClientIP
  ports: [{ port: 80 }]
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers:
    - name: app
      image: shop:1
      env: [{ name: COLOUR, valueFrom: { configMapKeyRef: { name: nowhere, key: colour } } }]
`;

describe('a service that cannot become ready', () => {
  it('ends the run within seconds with the reason, stated once, and shows other problems of the cluster on the first screen', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'shop.yaml'), manifests);
    const file = join(folder, 'bare.yaml');
    writeFileSync(file, scenario);
    const { code, output, process } = await run(folder, [file, ...reports(folder)]);
    expect(code, output).toBe(1);
    const why =
      /^error: not steady after [\d.]+ s, and waiting longer cannot help: pod default\/web: container app .*configmap "nowhere" not found/m;
    expect(output).toMatch(why);
    expect(output.match(/waiting longer cannot help/g)).toHaveLength(1);
    expect(output).toMatch(/^INCONCLUSIVE: never-steady: see the error$/m);

    const summary = readSummary(process);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 1 });
    expect(sentences(summary.reasons)[0]).toMatch(/^never-steady: .*waiting longer cannot help/);
    const setting =
      'Service web: the embedded cluster does not honour sessionAffinity: ClientIP as production does: its node proxies choose a pod for every connection';
    expect(sentences(summary.caveats)).toContain(`${setting}.`);
    expect(summary.warnings).toMatchObject([
      { code: 'service-setting-not-honoured', file: 'shop.yaml', line: 6, column: 3, message: setting },
    ]);
    const [opening] = derived(process, 'report.md').split(/^## /m);
    expect(opening).toContain(setting);
    const [header] = /<header[\s\S]*<\/header>/.exec(derived(process, 'report.html')) ?? [];
    expect(header).toContain(setting);
    expect(findProcesses(readRunId(process))).toEqual([]);
  });
});
