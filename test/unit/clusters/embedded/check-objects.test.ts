import { describe, expect, it } from 'vitest';
import { checkObjects as checkWith } from '../../../../harness/clusters/embedded/check-objects.ts';
import type { ManifestObject } from '../../../../harness/scenario/manifests.ts';
import { placed } from '../../../support/workload/placed.ts';

const labels = { app: 'web' };
const deployment = (podSpec: object = {}): ManifestObject => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'shop' }], ...podSpec } },
  },
});
const service = (spec: object = {}): ManifestObject => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } },
  spec: { selector: labels, ports: [{ port: 80 }], ...spec },
});
const named = (apiVersion: string, kind: string): ManifestObject => ({
  ...{ apiVersion, kind, metadata: { name: 'x' } },
});
const commands = { shop: ['node', 'shop.mjs'] };
const checkObjects = (objects: Parameters<typeof checkWith>[0]) =>
  checkWith(objects, { cluster: { commands } });

describe('objects for the embedded cluster', () => {
  it('are all accepted if it has their kinds and fields', () => {
    const objects = placed([deployment(), service(), named('v1', 'Namespace')]);
    expect(checkObjects(objects)).toEqual({ objects, issues: [], warnings: [] });
  });

  it('are refused all at once, with the position of each unknown kind and field', () => {
    const { issues } = checkObjects(
      placed([
        deployment({ hostNetwork: true, volumes: [{ name: 'v', emptyDir: {} }] }),
        named('apps/v1', 'StatefulSet'),
        named('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
        named('apps/v1beta1', 'Deployment'),
        service({ externalIPs: ['192.0.2.1'], sesionAffinity: 'None' }),
      ]),
    );
    expect(issues.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '1: Deployment web: spec.template.spec.hostNetwork: Forbidden: not supported by the embedded cluster',
      '1: Deployment web: spec.template.spec.volumes: Forbidden: not supported by the embedded cluster',
      '101: StatefulSet x: the embedded cluster has no StatefulSet of apps/v1: use `cluster.provider: kind`',
      '201: CustomResourceDefinition x: the embedded cluster has no CustomResourceDefinition of apiextensions.k8s.io/v1: use `cluster.provider: kind`',
      '301: Deployment x: the embedded cluster serves apps/v1, not apps/v1beta1',
      '401: Service web: spec.externalIPs: Forbidden: not supported by the embedded cluster',
      '401: Service web: spec.sesionAffinity: unknown field',
    ]);
  });

  it('are refused if no command is defined for their image', () => {
    const refused = (image: string, known: Readonly<Record<string, readonly string[]>> | undefined) =>
      checkWith(placed([deployment({ containers: [{ name: 'c', image }] })]), {
        cluster: known === undefined ? {} : { commands: known },
      }).issues.map(({ message }) => message);
    const why = 'the embedded cluster pulls no images, and `cluster.commands` has no command for';
    expect(refused('shop', commands)).toEqual([]);
    expect(refused('shp', commands)).toEqual([`Deployment web: ${why} \`shp\`; did you mean \`shop\`?`]);
    expect(refused('shop', {})).toEqual([`Deployment web: ${why} \`shop\``]);
    expect(refused('shop', undefined), 'of commands that could not be read').toEqual([]);
  });

  it('are left out if they do not affect a roll, with one warning that names them', () => {
    const { objects, issues, warnings } = checkObjects(
      placed([
        named('v1', 'ServiceAccount'),
        service(),
        named('autoscaling/v2', 'HorizontalPodAutoscaler'),
        named('networking.k8s.io/v1', 'Ingress'),
      ]),
    );
    expect(objects.map(({ object }) => object.kind)).toEqual(['Service']);
    expect({ issues, warnings }).toEqual({
      issues: [],
      warnings: [
        {
          ...{ file: 'shop.yaml', line: 1, column: 1, path: '', code: 'kind-left-out' },
          message:
            'ServiceAccount x, HorizontalPodAutoscaler x, Ingress x: left out, because the embedded cluster has no such kinds; they do not affect a roll',
        },
      ],
    });
  });

  it('are accepted with a warning for each Service setting that its proxies ignore', () => {
    const fields = (spec: object, annotations: Record<string, string> = {}) => {
      const { metadata, ...rest } = service(spec);
      const changed = placed([{ ...rest, metadata: { ...metadata, annotations } } as ManifestObject]);
      return checkObjects(changed).warnings.map(({ code, message }) => [
        code,
        /honour (\S+: \w+) as production does: /.exec(message)?.[1],
      ]);
    };
    const code = 'service-setting-not-honoured';
    expect(
      fields({
        ...{ type: 'NodePort', externalTrafficPolicy: 'Local', sessionAffinity: 'ClientIP' },
        ...{ internalTrafficPolicy: 'Local', trafficDistribution: 'PreferClose' },
      }),
    ).toEqual([
      [code, 'sessionAffinity: ClientIP'],
      [code, 'internalTrafficPolicy: Local'],
      [code, 'trafficDistribution: PreferClose'],
      [code, 'externalTrafficPolicy: Local'],
    ]);
    expect(fields({}, { 'service.kubernetes.io/topology-mode': 'Auto' })).toEqual([
      [code, 'service.kubernetes.io/topology-mode: Auto'],
    ]);
    expect(fields({}, { 'service.kubernetes.io/topology-mode': 'Disabled' })).toEqual([]);
    expect(fields({ sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' })).toEqual([]);
    expect(fields({ publishNotReadyAddresses: true })).toEqual([]);
  });
});
