import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HeldFiles } from '../../../harness/scenario/held-files.ts';
import { readManifests } from '../../../harness/scenario/manifests.ts';

const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads texts as if each were a file: `1.yaml`, `2.yaml`, …. */
function read(...texts: readonly string[]) {
  const names = texts.map((_, index) => `${index + 1}.yaml`);
  for (const [index, text] of texts.entries()) writeFileSync(join(folder, names[index] ?? ''), text);
  const { objects, issues, warnings } = readManifests(names, folder, new HeldFiles());
  const short = (text: string) => text.replaceAll(`${folder}/`, '');
  return {
    objects,
    plain: objects.map(({ object }) => object),
    issues: issues.map((one) => short(`${one.file}:${one.line}:${one.column}: ${one.message}`)),
    warnings: warnings.map((one) => short(`${one.file}:${one.line} ${one.code} ${one.message}`)),
  };
}

const service = (name: string, more = '') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n${more}spec:\n  ports: [{ port: 80 }]\n`;

describe('a manifest', () => {
  it('is read with CRLF, a byte order mark, as JSON with tabs, and between empty documents', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
      spec: { ports: [{ port: 80 }] },
    };
    const json = JSON.stringify(object, null, '\t');
    for (const text of [
      service('a').replaceAll('\n', '\r\n'),
      `\ufeff${service('a')}`,
      json,
      `# Source: chart/templates/a.yaml\n---\n${service('a')}---\n# nothing\n---\n`,
    ]) {
      const { plain, issues, warnings } = read(text);
      expect(plain).toEqual([object]);
      expect([...issues, ...warnings]).toEqual([]);
    }
  });

  it('has its mistakes reported at their own lines, in each document and each item', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n- text\n- kind: A\n  metadata: { name: on }\n`;
    expect(read(`${service('a')}---\n${list}`, 'metadata: { generateName: x- }\n').issues).toEqual([
      '1.yaml:11:3: `metadata.name` is missing',
      '1.yaml:13:3: expected a Kubernetes object: a mapping with `apiVersion`, `kind` and `metadata`',
      '1.yaml:14:3: `apiVersion` is missing',
      '1.yaml:15:21: `metadata.name`: expected text, found true: put it in quotes',
      '2.yaml:1:1: `apiVersion` is missing',
      '2.yaml:1:1: `kind` is missing',
      expect.stringContaining('a name from `generateName` would be another one in each run'),
    ]);
  });

  it('contains no object twice, also not in a list', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${service('a').trim().replaceAll('\n', '\n  ')}\n`;
    expect(read(service('a'), list).issues).toEqual(['2.yaml:4:3: Service a is in 1.yaml:1 already']);
  });
});

describe('the output of kubectl get -o yaml', () => {
  it('is a list, whose items are objects with their own lines; those of a typed list need no kind', () => {
    const { objects, issues } = read(
      'apiVersion: v1\nkind: List\nmetadata:\n  resourceVersion: ""\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: { name: a }\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: Secret\n    metadata: { name: b }\n',
      'apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: { name: c }\n  spec: { replicas: 2 }\n',
      'apiVersion: v1\nkind: List\nitems: []\n',
    );
    expect(issues).toEqual([]);
    expect(objects.map(({ object, line, column }) => [object.metadata.name, line, column])).toEqual([
      ['a', 6, 3],
      ['b', 12, 5],
      ['c', 4, 3],
    ]);
    expect(objects[2]?.object).toEqual({
      ...{ apiVersion: 'apps/v1', kind: 'DeploymentList'.slice(0, -4) },
      metadata: { name: 'c' },
      spec: { replicas: 2 },
    });
    expect(objects[2]?.findPlace(['spec', 'replicas'], 'value')).toEqual({ line: 5, column: 21 });
    expect(objects[2]?.findPlace(['spec', 'template', 'spec'])).toEqual({ line: 5, column: 3 });
  });

  it('loses what only a server sets, named in one warning with positions', () => {
    const got = `apiVersion: v1
kind: Service
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: "{}"
    team: shop
  creationTimestamp: "2026-01-02T03:04:05Z"
  managedFields: [{ manager: kubectl }]
  name: a
  ownerReferences: [{ apiVersion: shop.example/v1, kind: Shop, name: s, uid: u, controller: true }]
  resourceVersion: "12"
  uid: 0a
spec:
  clusterIP: 10.0.0.7
  clusterIPs: [10.0.0.7]
  ports: [{ port: 80, nodePort: 30080 }]
status:
  loadBalancer: {}
`;
    const { plain, warnings } = read(got, got.replace('name: a', 'name: b').replaceAll('10.0.0.7', 'None'));
    const kept = (name: string, spec: object) => ({
      ...{ apiVersion: 'v1', kind: 'Service' },
      metadata: { name, annotations: { team: 'shop' } },
      spec: { ...spec, ports: [{ port: 80, nodePort: 30080 }] },
    });
    expect(plain).toEqual([kept('a', {}), kept('b', { clusterIP: 'None', clusterIPs: ['None'] })]);
    expect(warnings).toEqual([
      '1.yaml:12 server-set-fields left out, because the API server sets it: `metadata.uid` (1.yaml:12, 2.yaml:12), `metadata.resourceVersion` (1.yaml:11, 2.yaml:11), `metadata.creationTimestamp` (1.yaml:7, 2.yaml:7), `metadata.managedFields` (1.yaml:8, 2.yaml:8), `metadata.ownerReferences` (1.yaml:10, 2.yaml:10), `metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]` (1.yaml:5, 2.yaml:5), `status` (1.yaml:17, 2.yaml:17), `spec.clusterIP` (1.yaml:14), `spec.clusterIPs` (1.yaml:15)',
    ]);
  });

  it('loses what binds a Pod, a Job and a volume to the cluster of their origin', () => {
    const metadata = 'metadata: { name: a, uid: u }\n';
    const { plain } = read(
      `apiVersion: v1\nkind: Pod\n${metadata}spec: { nodeName: n1, containers: [] }\n`,
      `apiVersion: batch/v1\nkind: Job\n${metadata}spec:\n  selector: { matchLabels: { batch.kubernetes.io/controller-uid: u } }\n  template: { metadata: { labels: { controller-uid: u, app: a } } }\n`,
      `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: a, annotations: { pv.kubernetes.io/bind-completed: "yes" } }\nspec: { volumeName: pv-1 }\n`,
    );
    expect(plain.map(({ spec }) => spec)).toEqual([
      { containers: [] },
      { template: { metadata: { labels: { app: 'a' } } } },
      {},
    ]);
    const own = `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { nodeName: n1 }\n`;
    expect(read(own)).toMatchObject({ plain: [{ spec: { nodeName: 'n1' } }], warnings: [] });
  });

  it('keeps empty fields of generators without a warning', () => {
    const text = service('a', '  creationTimestamp: null\n').concat('status: { loadBalancer: {} }\n');
    expect(read(text.replace('{ loadBalancer: {} }', '{}')).warnings).toEqual([]);
    expect(read(text).warnings).toEqual([expect.stringContaining('`status` (1.yaml:8)')]);
  });

  it('loses the objects that their owner or the cluster creates again, each named', () => {
    const owned = (kind: string, name: string, owner: string, of: string) =>
      `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  ownerReferences: [{ kind: ${owner}, name: ${of}, controller: true }]\n`;
    const { plain, warnings } = read(
      [
        owned('Pod', 'web-1-a', 'ReplicaSet', 'web-1'),
        owned('ReplicaSet', 'web-1', 'Deployment', 'web'),
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n',
        owned('Pod', 'alone', 'ReplicaSet', 'elsewhere'),
        owned('Pod', 'mirror', 'Node', 'n1'),
        'apiVersion: v1\nkind: Service\nmetadata: { name: kubernetes }\n',
        'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: shop }\n',
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: kube-system }\n',
      ].join('---\n'),
    );
    expect(plain.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Deployment web',
      'Pod alone',
    ]);
    expect(warnings.map((one) => one.replace('made-by-cluster ', ''))).toEqual([
      '1.yaml:1 Pod web-1-a is left out: ReplicaSet web-1 makes it again',
      '1.yaml:7 ReplicaSet web-1 is left out: Deployment web makes it again',
      '1.yaml:23 Pod mirror is left out: the kubelet of Node n1 made it',
      '1.yaml:29 Service kubernetes is left out: every cluster has its own',
      '1.yaml:33 ServiceAccount default is left out: every namespace has one of its own',
      '1.yaml:37 Namespace kube-system is left out: every cluster has that namespace',
      expect.stringMatching(/server-set-fields .*`metadata.ownerReferences` \(1\.yaml:21\)/),
    ]);
  });
});

describe('the output of helm template', () => {
  it('loses its hooks, each named with its position, but not a definition that Helm 2 would install first', () => {
    const hook = (name: string, kinds: string) =>
      service(name, `  annotations:\n    "helm.sh/hook": ${kinds}\n`);
    const { plain, warnings } = read(
      `---\n# Source: shop/templates/clean.yaml\n${hook('clean', 'pre-delete')}---\n${hook('test', '"test"')}---\n${hook('crd', 'crd-install')}---\n${hook('both', 'pre-install,pre-upgrade')}`,
    );
    expect(plain.map(({ metadata }) => metadata.name)).toEqual(['crd']);
    expect(warnings).toEqual([
      '1.yaml:8 helm-hook Service clean is left out: it is a pre-delete hook of Helm. Without that annotation it is created with the others',
      expect.stringMatching(/^1\.yaml:17 helm-hook Service test is left out: it is a test hook/),
      expect.stringMatching(
        /^1\.yaml:35 helm-hook Service both is left out: it is a pre-install,pre-upgrade hook/,
      ),
    ]);
  });
});
