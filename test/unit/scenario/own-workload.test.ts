import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import { issueLine, parseScenario } from '../../../harness/scenario/load-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'own-workload-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shop = `apiVersion: v1
kind: Service
metadata: { name: catalogue, namespace: shop }
spec: { selector: { app: catalogue }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: catalogue, namespace: shop }
spec: { selector: {}, template: { spec: { containers: [{ name: shop, image: "shop:1" }] } } }
`;
writeFileSync(join(folder, 'shop.yaml'), shop);
writeFileSync(join(folder, 'broken.yaml'), 'apiVersion: v1\nkind: Secret\n---\n- a list\n---\n{ open');

const head = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: own }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4, commands: { "shop:1": [node, ./server.mjs] } }
`;
const parsed = (rest: string, top = head) => parseScenario(top + rest, join(folder, 's.yaml'));

/** Mistakes as they are printed, without the folder. */
function mistakes(rest: string, top = head): readonly string[] {
  try {
    parsed(rest, top);
    return [];
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error;
    return error.issues.map((issue) => issueLine('s.yaml', issue).replaceAll(`${folder}/`, ''));
  }
}

const own = (target: string) => `workload: { manifests: [shop.yaml] }\nload:\n  targets:\n    - ${target}\n`;
const service = 'service: { namespace: shop, name: catalogue, port: 80 }';

describe("a workload of the user's own", () => {
  it('is its files with their hashes, and its objects are separate', () => {
    const { scenario, objects } = parsed(
      own(`{ name: a, ${service}, request: { headers: { Authorization: { env: TOKEN } } } }`),
    );
    expect(scenario.workload).toEqual({
      builtin: null,
      images: [],
      ready: { withinMs: 300_000 },
      manifests: [{ path: join(folder, 'shop.yaml'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(objects.map(({ object, line }) => `${object.kind}:${line}`)).toEqual([
      'Service:1',
      'Deployment:6',
    ]);
    expect(scenario.cluster.commands).toEqual({ 'shop:1': ['node', join(folder, 'server.mjs')] });
    expect(scenario.load.targets).toEqual([
      {
        name: 'a',
        service: { namespace: 'shop', name: 'catalogue', port: 80 },
        weight: 1,
        request: { method: 'GET', path: '/', headers: { Authorization: { env: 'TOKEN' } }, body: null },
        expect: { status: 200, body: null },
      },
    ]);
  });

  it('has every mistake of every file reported, each at its position', () => {
    expect(mistakes('workload: { manifests: [broken.yaml, none.yaml] }\n')).toEqual([
      's.yaml:5:13: `load.targets` is missing: which Service of the manifests is load sent to?',
      's.yaml:5:38: none.yaml does not exist',
      'broken.yaml:1:1: `metadata.name` is missing',
      'broken.yaml:4:1: expected a Kubernetes object: a mapping with `apiVersion`, `kind` and `metadata`',
      expect.stringMatching(/^broken\.yaml:6:\d+: not valid YAML: /),
    ]);
  });

  it.each([
    [
      '{ name: control, SERVICE }',
      's.yaml:8:15: `control` is the lane that no upgrade can touch: choose another name',
    ],
    [
      '{ name: a, service: { namespace: shop, name: catalog, port: 80 } }',
      's.yaml:8:52: the manifests have no Service `shop/catalog`; did you mean `catalogue`?',
    ],
    [
      '{ name: a, service: { name: catalogue, port: 80 } }',
      's.yaml:8:35: the manifests have no Service `default/catalogue`; there is one in `shop`',
    ],
    [
      '{ name: a, service: { namespace: shop, name: catalogue, port: 81 } }',
      's.yaml:8:69: the Service `shop/catalogue` has no TCP port 81; it has `80`',
    ],
    ['{ name: a, SERVICE, request: { body: x } }', expect.stringContaining('a `GET` has no body')],
    [
      '{ name: a, SERVICE, request: { headers: { x-api-key: abc } } }',
      expect.stringContaining('{ env: NAME }'),
    ],
    [
      '{ name: a, SERVICE, request: { headers: { Connection: close } } }',
      expect.stringContaining('`Connection` is set by the lane itself'),
    ],
    ['{ name: a, SERVICE, request: { path: //elsewhere } }', expect.stringContaining('begins with one `/`')],
    ['{ name: a, SERVICE, wieght: 2 }', expect.stringContaining('did you mean `weight`?')],
  ])('finds the mistake in %s', (target, mistake) => {
    expect(mistakes(own(target.replace('SERVICE', service)))).toEqual([mistake]);
  });

  it('is the built-in one or has manifests, and not the settings of both', () => {
    const rest = `workload: { builtin: web, manifests: [shop.yaml], replicas: 2 }\nload: { targets: [{ name: a, ${service} }, { name: a, ${service} }] }\n`;
    expect(mistakes(rest)).toEqual([
      's.yaml:5:13: a workload is `builtin` or has `manifests`, not both',
      's.yaml:5:51: `replicas` is a setting of the built-in service: write it in the manifest',
      expect.stringContaining('a target named `a` is there already'),
    ]);
    expect(mistakes(`load: { targets: [{ name: a, ${service} }] }\n`)).toEqual([
      expect.stringContaining('the built-in service has its own Service'),
    ]);
  });

  it('has the shape of a Service reported, and not what follows from it', () => {
    writeFileSync(join(folder, 'quoted.yaml'), shop.replace('port: 80', 'port: "80"'));
    const rest = own(`{ name: a, ${service} }`).replace('shop.yaml', 'quoted.yaml');
    expect(mistakes(rest)).toEqual([
      'quoted.yaml:4:55: Service catalogue: `port`: expected a whole number, found the text "80": leave out the quotes',
    ]);
  });

  it('names the schemas that it was checked by if those of its version are unknown', () => {
    const top = head.replaceAll('1.33.13', '1.97.0').replaceAll('1.34.4', '1.98.0');
    expect(parsed(own(`{ name: a, ${service} }`), top).warnings).toMatchObject([
      {
        line: 4,
        code: 'nearest-schemas',
        message: expect.stringMatching(/^the schemas of Kubernetes 1\.97 are not known/),
      },
      { line: 4, code: 'nearest-schemas' },
    ]);
  });
});
