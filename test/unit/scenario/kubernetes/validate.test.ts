import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { validateObjects } from '../../../../harness/scenario/kubernetes/validate.ts';
import { readObjects } from '../../../../harness/scenario/manifests/objects.ts';

/** What the schemas report about a text, without the object's name. */
function check(text: string, from = 33, to = from) {
  const { objects, issues } = readObjects(text, 'a.yaml');
  expect(issues).toEqual([]);
  const answer = validateObjects(objects, from, to);
  const line = (one: {
    readonly line: number | null;
    readonly column: number | null;
    readonly message: string;
  }) => `${one.line}:${one.column} ${one.message.replace(/^\w+ [\w.-]+: /, '')}`;
  return {
    mistakes: answer.issues.map(line),
    warnings: answer.warnings.map((one) => `${one.code} ${line(one)}`),
  };
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: web:1
          ports: [{ containerPort: 80 }]
          resources: { requests: { cpu: 0.5, memory: 64Mi } }
          readinessProbe: { httpGet: { port: http, path: / } }
          env: [{ name: A, value: "1" }, { name: B, value: null }]
`;

/** The deployment with one line, found by its beginning, replaced. */
const changed = (begin: string, line: string) =>
  deployment
    .split('\n')
    .map((one) => (one.trim().startsWith(begin) ? line : one))
    .join('\n');

describe('a manifest that the API server accepts', () => {
  it('gets no findings', () => {
    expect(check(deployment, 29, 37)).toEqual({ mistakes: [], warnings: [] });
  });
});

describe('a field that is misspelt or misplaced', () => {
  it.each([
    [
      'readinessProbe',
      '          readinesProbe: {}',
      '15:11 unknown field `readinesProbe` in `spec.template.spec.containers.0`; did you mean `readinessProbe`?',
    ],
    [
      'replicas',
      '  terminationGracePeriodSeconds: 60',
      '5:3 `terminationGracePeriodSeconds` is no field of `spec`: it belongs in `spec.template.spec`',
    ],
    [
      'replicas',
      '  containers: []',
      '5:3 `containers` is no field of `spec`: it belongs in `spec.template.spec`',
    ],
    [
      'kind: Deployment',
      'kind: Deployment\nreplicas: 3',
      '3:1 `replicas` is no field of the object itself: it belongs in `spec`',
    ],
    [
      'image',
      '          nodeSelector: {}',
      '12:11 `nodeSelector` is no field of `spec.template.spec.containers.0`: it belongs in `spec.template.spec`',
    ],
    [
      'metadata: { labels',
      '    labels: { app: web }',
      '8:5 `labels` is no field of `spec.template`: it belongs in `spec.template.metadata`',
    ],
    [
      'ports',
      '          ports: [{ containerport: 80 }]',
      '13:21 unknown field `containerport` in `spec.template.spec.containers.0.ports.0`; did you mean `containerPort`?',
    ],
    [
      'replicas',
      '  zzz: 1',
      expect.stringMatching(/^5:3 unknown field `zzz` in `spec`; known are `minReadySeconds`, /),
    ],
  ])('%s → %s', (begin, line, message) => {
    expect(check(changed(begin, line)).mistakes).toEqual([message]);
  });

  it('is not searched for among the sources of another volume', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [], volumes: [{ name: v, emptyDir: { server: x } }] }\n';
    expect(check(pod).mistakes).toEqual([
      '4:58 unknown field `server` in `spec.volumes.0.emptyDir`; known are `medium`, `sizeLimit`',
    ]);
  });

  it('gets a note that a later version has it, or that the next one does not', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, restartPolicyRules: [] }] }\n';
    expect(check(pod, 33, 34).mistakes).toEqual([
      '4:33 unknown field `restartPolicyRules` (Kubernetes 1.34 has it, and the objects are created in 1.33)',
    ]);
    expect(check(pod, 34, 34).mistakes).toEqual([]);
    expect(check(pod, 34, 33)).toEqual({
      mistakes: [],
      warnings: [
        expect.stringMatching(
          /^field-removed 4:33 Kubernetes 1\.34 takes this, and 1\.33 does not: unknown field/,
        ),
      ],
    });
  });
});

describe('a value of the wrong shape', () => {
  it.each([
    [
      'image',
      '          command: sleep 1',
      '12:20 `command`: expected a list of text, found the text "sleep 1": each of its items begins with `- `',
    ],
    [
      'env',
      '          env: { A: b }',
      '16:16 `env`: expected a list of mappings, found a mapping: each of its items begins with `- name:`',
    ],
    [
      'ports',
      '          ports: [{ containerPort: "80" }]',
      '13:36 `containerPort`: expected a whole number, found the text "80": leave out the quotes',
    ],
    [
      'ports',
      '          ports: [80]',
      '13:19 `spec.template.spec.containers.0.ports.0`: expected a mapping, found the number 80',
    ],
    [
      'env',
      '          env: [{ name: A, value: yes }]',
      '16:35 `value`: expected text, found `true`: put it in quotes',
    ],
    [
      'metadata: { name',
      'metadata: { name: web, labels: { app: 1 } }',
      '3:39 `app`: expected text, found a number: put it in quotes',
    ],
    [
      'resources',
      '          resources: { requests: { cpu: 100q } }',
      '14:41 `cpu`: expected a quantity, as `500m` or `1Gi`, found the text "100q"',
    ],
    [
      'image',
      '          imagePullPolicy: always',
      '12:28 `imagePullPolicy`: `always` is none of `Always`, `Never`, `IfNotPresent`; did you mean `Always`?',
    ],
    [
      'readinessProbe',
      '          readinessProbe: { httpGet: { port: 1.5 } }',
      '15:46 `port`: expected a whole number or text, found the number 1.5',
    ],
    ['replicas', '  replicas: 3000000000', '5:13 `replicas`: 3000000000 is no whole number of 32 bits'],
    ['selector', '', '4:1 `selector` is missing in `spec`'],
    [
      'ports',
      '          ports: [{}]',
      '13:19 `containerPort` is missing in `spec.template.spec.containers.0.ports.0`',
    ],
  ])('%s → %s', (begin, line, message) => {
    expect(check(changed(begin, line)).mistakes).toEqual([message]);
  });

  it('is reported all at once, and only once if a misspelt field is the missing one', () => {
    const text = changed('selector', '  selecter: { matchLabels: { app: web } }').replace('80', '"80"');
    expect(check(text).mistakes).toEqual([
      '6:3 unknown field `selecter` in `spec`; did you mean `selector`?',
      '13:36 `containerPort`: expected a whole number, found the text "80": leave out the quotes',
    ]);
  });

  it('is not shown if it may be a secret', () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { a: correct horse }\nstringData: { b: 1234 }\n';
    const { mistakes } = check(secret);
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).not.toMatch(/horse|1234/);
  });
});

describe('an API version', () => {
  const object = (apiVersion: string, kind: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\n`;

  it.each([
    [
      'policy/v1beta1',
      'PodDisruptionBudget',
      'Kubernetes 1.33 does not serve `policy/v1beta1` PodDisruptionBudget: use `policy/v1`',
    ],
    [
      'extensions/v1beta1',
      'Ingress',
      'Kubernetes 1.33 does not serve `extensions/v1beta1` Ingress: use `networking.k8s.io/v1`',
    ],
    [
      'autoscaling/v2beta2',
      'HorizontalPodAutoscaler',
      'Kubernetes 1.33 does not serve `autoscaling/v2beta2` HorizontalPodAutoscaler: use `autoscaling/v2`',
    ],
    ['v1', 'Deployment', 'Kubernetes 1.33 does not serve `v1` Deployment: use `apps/v1`'],
    ['app/v1', 'Deployment', 'Kubernetes 1.33 does not serve `app/v1` Deployment: use `apps/v1`'],
    [
      'apps/v1',
      'Deploymnet',
      'Kubernetes 1.33 has no kind `Deploymnet` in `apps/v1`, nor in another version that it serves; did you mean `Deployment`?',
    ],
    [
      'policy/v1beta1',
      'PodSecurityPolicy',
      'Kubernetes 1.33 has no kind `PodSecurityPolicy` in `policy/v1beta1`, nor in another version that it serves',
    ],
    [
      'resource.k8s.io/v1beta1',
      'ResourceClaim',
      'Kubernetes 1.33 does not serve `resource.k8s.io/v1beta1` ResourceClaim unless its API server is configured to',
    ],
  ])('that the source version does not serve is a mistake: %s %s', (apiVersion, kind, message) => {
    expect(check(object(apiVersion, kind))).toEqual({ mistakes: [`1:13 ${message}`], warnings: [] });
  });

  it('that only the source version serves is a finding, and its fields are checked all the same', () => {
    const text = `${object('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema')}spec: { x: 1, priorityLevelConfiguration: { name: a } }\n`;
    expect(check(text, 31, 32)).toEqual({
      mistakes: [expect.stringMatching(/^4:9 unknown field `x` in `spec`/)],
      warnings: [
        'api-removed 1:13 Kubernetes 1.32 does not serve `flowcontrol.apiserver.k8s.io/v1beta3` FlowSchema: use `flowcontrol.apiserver.k8s.io/v1`. Clients that still ask for it fail after the upgrade',
      ],
    });
  });

  it('of a group that no known version has is a custom one, of which nothing is known', () => {
    expect(check(object('shop.example/v1', 'Widget')).mistakes).toEqual([]);
    expect(check(object('shop.example/v1', 'Widget')).warnings).toEqual([
      expect.stringMatching(
        /^unknown-kind 1:13 no CustomResourceDefinition of the manifests defines `shop\.example\/v1` Widget: .*a new cluster refuses it as soon as it is up \(`manifests-refused`\)/,
      ),
    ]);
  });
});

describe('a custom resource with a known definition', () => {
  const definition = (schema: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.shop.example }
spec:
  group: shop.example
  names: { kind: Widget, plural: widgets }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: ${schema} }
---
`;
  const schema =
    '{ type: object, properties: { spec: { type: object, required: [size, colour], properties: { size: { type: integer }, colour: { type: string, default: red, enum: [red, blue] }, port: { x-kubernetes-int-or-string: true }, free: { type: object, x-kubernetes-preserve-unknown-fields: true }, map: { type: object, additionalProperties: { type: string } } } } } }';
  const widget = (spec: string, version = 'v1') =>
    `${definition(schema)}apiVersion: shop.example/${version}\nkind: Widget\nmetadata: { name: a, labels: { a: b } }\nspec: ${spec}\n`;

  it('is checked by its schema', () => {
    const good = '{ size: 1, port: http, free: { any: [1] }, map: { a: b } }';
    expect(check(widget(good))).toEqual({ mistakes: [], warnings: [] });
    expect(check(widget('{ siz: "1", colour: green, map: { a: 1 } }')).mistakes).toEqual([
      '17:9 unknown field `siz` in `spec`; did you mean `size`?',
      '17:27 `colour`: `green` is none of `red`, `blue`',
      '17:44 `a`: expected text, found a number: put it in quotes',
    ]);
  });

  it('has a version that it serves', () => {
    expect(check(widget('{}', 'v2')).mistakes).toEqual([
      '14:13 the CustomResourceDefinition widgets.shop.example serves `v1`, not `v2`',
    ]);
  });

  it('may contain anything if the definition preserves unknown fields', () => {
    const open = widget('{ any: 1 }').replace('scope:', 'preserveUnknownFields: true\n  scope:');
    expect(check(open).mistakes).toEqual([]);
  });
});

describe('for any content of an object', () => {
  // The YAML library writes a key `<<` without quotes, which every reader takes for a merge.
  const anything = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('"<<"'));
  const head = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };

  it('each mistake has a position in the text and a sentence', () => {
    fc.assert(
      fc.property(anything, anything, (spec, containers) => {
        const object = {
          ...head,
          spec: { selector: spec, template: { metadata: spec, spec: { containers } } },
        };
        for (const line of check(stringify(object, { version: '1.1' })).mistakes)
          expect(line).toMatch(/^[0-9]+:[0-9]+ \S/);
      }),
    );
  });

  it('a field that no Kubernetes has is reported at its line, wherever it is', () => {
    const isMember = (line: string) => /^ +\w+:(?: |$)/.test(line) && !line.includes('matchLabels');
    const places = deployment.split('\n').flatMap((line, index) => (isMember(line) ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...places), (at) => {
        const text = deployment.split('\n');
        const indent = /^ */.exec(text[at] ?? '')?.[0] ?? '';
        text.splice(at, 0, `${indent}qqqqqqqqqqqqqqqqqq: 1`);
        const { mistakes } = check(text.join('\n'));
        expect(mistakes).toHaveLength(1);
        expect(mistakes[0]).toContain(`${at + 1}:${indent.length + 1} unknown field \`qqqqqqqqqqqqqqqqqq\``);
      }),
    );
  });
});
