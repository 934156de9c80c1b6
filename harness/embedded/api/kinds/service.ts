import { z } from 'zod';
import { serviceTable } from '../tables/service.ts';
import { condition } from './condition.ts';
import { duplicateNames } from './container.ts';
import { createObjectSchema, createResource, withStatus } from './kind-resource.ts';
import { dnsLabel1035 } from './names.ts';
import {
  atLeast,
  checked,
  flag,
  inert,
  intOrText,
  model,
  type Problem,
  port,
  text,
  textMap,
} from './schema.ts';
import { withAddresses, withKeptAddresses } from './service-addresses.ts';

const servicePort = model('V1ServicePort', {
  name: text.optional(),
  port,
  protocol: z.literal('TCP').default('TCP'),
  targetPort: intOrText.optional(),
  nodePort: port.optional(),
  appProtocol: inert('connections are passed on as they are', text),
}).transform((given) => ({ ...given, targetPort: given.targetPort ?? given.port }));

const oneClient = 'node proxies choose a pod for every connection, whichever client it is of';
const noNode = 'cluster addresses are those of the whole machine, and belong to no node';

const fields = {
  type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).default('ClusterIP'),
  selector: textMap.optional(),
  ports: z.array(servicePort).optional(),
  clusterIP: text.optional(),
  clusterIPs: z.array(text).max(1).optional(),
  externalTrafficPolicy: z.enum(['Cluster', 'Local']).optional(),
  internalTrafficPolicy: inert(noNode, z.enum(['Cluster', 'Local'])),
  publishNotReadyAddresses: flag.optional(),
  sessionAffinity: inert(oneClient, z.enum(['None', 'ClientIP'])),
  sessionAffinityConfig: inert(
    oneClient,
    model('V1SessionAffinityConfig', {
      clientIP: model('V1ClientIPConfig', {
        timeoutSeconds: atLeast(1).max(86_400).optional(),
      }).optional(),
    }),
  ),
  trafficDistribution: inert(
    'endpoints carry no hints: node proxies use those of every node alike',
    z.enum(['PreferClose', 'PreferSameZone', 'PreferSameNode']),
  ),
  loadBalancerClass: inert('no controller makes balancers, of whatever class', text),
  ipFamilies: z.array(z.literal('IPv4')).max(1).default(['IPv4']),
  ipFamilyPolicy: z.literal('SingleStack').default('SingleStack'),
};

const refused = [
  'allocateLoadBalancerNodePorts',
  'externalIPs',
  'externalName',
  'healthCheckNodePort',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
];

const spec = checked(model('V1ServiceSpec', fields, { refused }), function* (given): Iterable<Problem> {
  const { type, ports = [], clusterIP, clusterIPs, externalTrafficPolicy } = given;
  const { sessionAffinity, sessionAffinityConfig } = given;
  const headless = clusterIP === 'None';
  if (ports.length === 0 && !headless) yield { reason: 'Required', path: ['ports'], message: '' };
  for (const [index, { name }] of ports.entries())
    if (ports.length > 1 && !name) yield { reason: 'Required', path: ['ports', index, 'name'], message: '' };
  yield* duplicateNames(ports, 'ports');
  if (headless && type !== 'ClusterIP')
    yield {
      reason: 'Invalid',
      path: ['clusterIPs', 0],
      value: 'None',
      message: `may not be set to 'None' for ${type} services`,
    };
  if (sessionAffinity !== 'ClientIP' && sessionAffinityConfig !== undefined)
    yield {
      reason: 'Forbidden',
      path: ['sessionAffinityConfig'],
      message: 'must not be set when session affinity is None',
    };
  if (clusterIPs !== undefined && clusterIPs[0] !== clusterIP)
    yield {
      reason: 'Invalid',
      path: ['clusterIPs'],
      value: clusterIPs,
      message: 'first value must match `clusterIP`',
    };
  if (type !== 'LoadBalancer' && given.loadBalancerClass !== undefined)
    yield {
      reason: 'Forbidden',
      path: ['loadBalancerClass'],
      message: "may only be used when `type` is 'LoadBalancer'",
    };
  if (type === 'ClusterIP' && externalTrafficPolicy !== undefined)
    yield {
      reason: 'Invalid',
      path: ['externalTrafficPolicy'],
      value: externalTrafficPolicy,
      message: 'may only be set for externally-accessible services',
    };
  for (const [index, { nodePort }] of ports.entries())
    if (type === 'ClusterIP' && nodePort !== undefined)
      yield {
        reason: 'Forbidden',
        path: ['ports', index, 'nodePort'],
        message: "may not be used when `type` is 'ClusterIP'",
      };
}).transform((given) => {
  const affinity = given.sessionAffinity ?? 'None';
  const timeoutSeconds = given.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
  return {
    ...given,
    internalTrafficPolicy: given.internalTrafficPolicy ?? 'Cluster',
    sessionAffinity: affinity,
    ...(affinity === 'ClientIP' && { sessionAffinityConfig: { clientIP: { timeoutSeconds } } }),
    ...(given.type !== 'ClusterIP' && {
      externalTrafficPolicy: given.externalTrafficPolicy ?? 'Cluster',
    }),
  };
});

const status = model('V1ServiceStatus', {
  conditions: z.array(condition).optional(),
  loadBalancer: model('V1LoadBalancerStatus', {}, { dropped: ['ingress'] }).optional(),
});

export const service = createResource('Service', {
  nameRule: dnsLabel1035,
  schema: createObjectSchema('Service', 'V1Service', dnsLabel1035, { spec, status: status.optional() }),
  table: serviceTable,
  beforeCreate: (object, cluster) => withStatus(withAddresses(object, cluster), { loadBalancer: {} }),
  complete: (before, after, cluster) => withAddresses(withKeptAddresses(before, after), cluster),
  *changeProblems(before, after): Iterable<Problem> {
    const [old, now] = [before.spec?.clusterIP, after.spec?.clusterIP];
    if (old !== now)
      yield {
        reason: 'Invalid',
        path: ['spec', 'clusterIPs', 0],
        value: [now],
        message: 'may not change once set',
      };
  },
  fields: ({ spec: { type, clusterIP } = {} }) => ({
    'spec.type': type ?? '',
    'spec.clusterIP': clusterIP ?? '',
  }),
});
