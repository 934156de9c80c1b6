import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import { StatusError } from '../../../../../harness/embedded/api/status-error.ts';
import type { Kind } from '../../../../../harness/embedded/objects.ts';
import { budget, container, deployment, service } from '../../../../support/embedded/api/manifests.ts';

/** The failure's message without its constant beginning. */
function refusal(kind: Kind, sent: unknown): { readonly code: number; readonly why: string } {
  try {
    resources[kind].admit(sent);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const why = error.message.replace(/^\S+ "[^"]*" is invalid: |^.* cannot be handled as a \w+: /, '');
    return { code: error.code, why };
  }
  throw new Error('was not refused');
}

const inPod = (spec: object, ofContainer: object = {}) => ({
  metadata: { name: 'web' },
  spec: { containers: [{ ...container, ...ofContainer }], ...spec },
});
const inDeployment = (spec: object) => ({ ...deployment, spec: { ...deployment.spec, ...spec } });
const inService = (spec: object) => ({ ...service, spec: { ...service.spec, ...spec } });
const inBudget = (spec: object) => ({ ...budget, spec });

describe('an unsupported field', () => {
  const notSupported = 'Forbidden: not supported by the embedded cluster';
  const cases: readonly [Kind, unknown, string][] = [
    ['Pod', inPod({ hostNetwork: true }), `spec.hostNetwork: ${notSupported}`],
    ['Pod', inPod({ volumes: [{ name: 'data', emptyDir: {} }] }), `spec.volumes: ${notSupported}`],
    ['Pod', inPod({ initContainers: [container] }), `spec.initContainers: ${notSupported}`],
    ['Pod', inPod({}, { envFrom: [{}] }), `spec.containers[0].envFrom: ${notSupported}`],
    [
      'Pod',
      inPod({}, { livenessProbe: { grpc: { port: 1 } } }),
      `spec.containers[0].livenessProbe.grpc: ${notSupported}`,
    ],
    ['Service', inService({ externalIPs: ['10.0.0.1'] }), `spec.externalIPs: ${notSupported}`],
    [
      'Service',
      inService({ type: 'ExternalName' }),
      'spec.type: Unsupported value: "ExternalName": supported values: "ClusterIP", "NodePort", "LoadBalancer"',
    ],
    [
      'Pod',
      inPod({ schedulerName: 'mine' }),
      'spec.schedulerName: Unsupported value: "mine": supported values: "default-scheduler"',
    ],
  ];

  it.each(cases)('of a %s is refused by name', (kind, sent, why) => {
    expect(refusal(kind, sent)).toEqual({ code: 422, why });
  });

  it('is accepted when it is empty', () => {
    const spec = { hostNetwork: false, volumes: [], initContainers: null, priorityClassName: '' };
    expect(resources.Pod.admit(inPod(spec))).toEqual(resources.Pod.admit(inPod({})));
  });
});

describe("an object that can't be decoded", () => {
  it('is a bad request: unknown fields, by their paths', () => {
    const misspelt = {
      replcias: 3,
      template: { ...deployment.spec.template, spec: { containers: [{ ...container, imag: 'x' }] } },
    };
    expect(refusal('Deployment', inDeployment(misspelt))).toEqual({
      code: 400,
      why: 'strict decoding error: unknown field "spec.template.spec.containers[0].imag", unknown field "spec.replcias"',
    });
  });

  it('is a bad request: other types, versions and times', () => {
    const why = (kind: Kind, sent: unknown) => refusal(kind, sent).why;
    expect(refusal('Deployment', inDeployment({ replicas: '3' }))).toEqual({
      code: 400,
      why: 'json: cannot unmarshal string into Go struct field Deployment.spec.replicas of type int32',
    });
    expect(why('Pod', inPod({}, { env: [{ name: true }] }))).toBe(
      'json: cannot unmarshal bool into Go struct field Pod.spec.containers[0].env[0].name of type string',
    );
    expect(why('Deployment', { ...deployment, apiVersion: 'apps/v1beta1' })).toBe(
      'the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)',
    );
    expect(why('Lease', { metadata: { name: 'a' }, spec: { renewTime: 'now' } })).toMatch(
      /^parsing time "now"/,
    );
    expect(why('Pod', null)).toBe('json: cannot unmarshal null into Go struct field Pod of type struct');
  });
});

describe('an invalid object', () => {
  const cases: readonly [string, Kind, unknown, string | RegExp][] = [
    [
      'a name',
      'Pod',
      { ...inPod({}), metadata: { name: 'Web' } },
      /^metadata\.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must/,
    ],
    [
      'a preStop pause that is longer than the grace period',
      'Pod',
      inPod({ terminationGracePeriodSeconds: 1 }, { lifecycle: { preStop: { sleep: { seconds: 3 } } } }),
      'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 3: must be non-negative and less than terminationGracePeriodSeconds (1)',
    ],
    [
      'no name',
      'Pod',
      { ...inPod({}), metadata: {} },
      'metadata.name: Required value: name or generateName is required',
    ],
    [
      'a Service’s name',
      'Service',
      { ...service, metadata: { name: '1web' } },
      /^metadata\.name: Invalid value: "1web": a DNS-1035 label must/,
    ],
    [
      'a label',
      'Pod',
      { ...inPod({}), metadata: { name: 'a', labels: { app: 'a b' } } },
      /^metadata\.labels: Invalid value: "a b": a valid label must/,
    ],
    ['no containers', 'Pod', inPod({ containers: [] }), 'spec.containers: Required value'],
    [
      'an empty selector',
      'Deployment',
      inDeployment({ selector: {} }),
      /^spec\.selector: Invalid value: \{\}: empty selector/,
    ],
    [
      'a selector of others',
      'Deployment',
      inDeployment({ selector: { matchLabels: { app: 'db' } } }),
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
    [
      'a rollout that can’t begin',
      'Deployment',
      inDeployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } }),
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0',
    ],
    [
      'a number',
      'Deployment',
      inDeployment({ replicas: -1 }),
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'both kinds of budget',
      'PodDisruptionBudget',
      inBudget({ minAvailable: 1, maxUnavailable: 1 }),
      'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
    ],
    [
      'a percentage',
      'PodDisruptionBudget',
      inBudget({ minAvailable: 'most' }),
      /^spec\.minAvailable: Invalid value: "most": a valid percent/,
    ],
    [
      'two handlers',
      'Pod',
      inPod({}, { livenessProbe: { exec: { command: ['a'] }, tcpSocket: { port: 1 } } }),
      'spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
    ],
    [
      'a node port without its type',
      'Service',
      inService({ type: 'ClusterIP', ports: [{ port: 80, nodePort: 30_000 }] }),
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      'a class of balancers without their type',
      'Service',
      inService({ type: 'NodePort', loadBalancerClass: 'a.example/b' }),
      "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
    ],
    [
      'ports of one name',
      'Service',
      inService({
        ports: [
          { name: 'a', port: 1 },
          { name: 'a', port: 2 },
        ],
      }),
      'spec.ports[1].name: Duplicate value: "a"',
    ],
  ];

  it.each(cases)('%s is invalid', (_, kind, sent, why) => {
    const { code, why: said } = refusal(kind, sent);
    expect(code).toBe(422);
    if (typeof why === 'string') expect(said).toBe(why);
    else expect(said).toMatch(why);
  });

  it('has a cause for every field', () => {
    const sent = inDeployment({ replicas: -1, minReadySeconds: -1 });
    const failure = (() => {
      try {
        return resources.Deployment.admit(sent);
      } catch (error) {
        return error;
      }
    })();
    expect((failure as StatusError).toStatus()).toMatchObject({
      reason: 'Invalid',
      message: expect.stringMatching(
        /^Deployment\.apps "web" is invalid: \[spec\.replicas: .*, spec\.minReadySeconds: .*\]$/,
      ),
      details: {
        name: 'web',
        group: 'apps',
        kind: 'Deployment',
        causes: [
          { reason: 'FieldValueInvalid', field: 'spec.replicas' },
          { reason: 'FieldValueInvalid', field: 'spec.minReadySeconds' },
        ],
      },
    });
  });
});
