import { z } from 'zod';
import { serviceTable } from '../tables/service.ts';
import { condition } from './condition.ts';
import { duplicateNames } from './container.ts';
import { dnsLabel1035 } from './names.ts';
import { objectOf, resourceOf, withStatus } from './resource-of.ts';
import { checked, flag, inert, intOrText, model, type Problem, port, text, textMap } from './schema.ts';
import { withAddresses, withKeptAddresses } from './service-addresses.ts';

const servicePort = model('V1ServicePort', {
  name: text.optional(),
  port,
  protocol: z.literal('TCP').default('TCP'),
  targetPort: intOrText.optional(),
  nodePort: port.optional(),
  appProtocol: inert('connections are passed on as they are', text),
}).transform((given) => ({ ...given, targetPort: given.targetPort ?? given.port }));

const fields = {
  type: z.enum(['ClusterIP', 'NodePort']).default('ClusterIP'),
  selector: textMap.optional(),
  ports: z.array(servicePort).optional(),
  clusterIP: text.optional(),
  clusterIPs: z.array(text).max(1).optional(),
  externalTrafficPolicy: z.enum(['Cluster', 'Local']).optional(),
  internalTrafficPolicy: z.literal('Cluster').default('Cluster'),
  publishNotReadyAddresses: flag.optional(),
  sessionAffinity: z.literal('None').default('None'),
  ipFamilies: z.array(z.literal('IPv4')).max(1).default(['IPv4']),
  ipFamilyPolicy: z.literal('SingleStack').default('SingleStack'),
};

const refused = [
  'allocateLoadBalancerNodePorts',
  'externalIPs',
  'externalName',
  'healthCheckNodePort',
  'loadBalancerClass',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'sessionAffinityConfig',
  'trafficDistribution',
];

const spec = checked(model('V1ServiceSpec', fields, { refused }), function* (given): Iterable<Problem> {
  const { type, ports = [], clusterIP, clusterIPs, externalTrafficPolicy } = given;
  const headless = clusterIP === 'None';
  if (ports.length === 0 && !headless) yield { reason: 'Required', path: ['ports'], message: '' };
  for (const [index, { name }] of ports.entries())
    if (ports.length > 1 && !name) yield { reason: 'Required', path: ['ports', index, 'name'], message: '' };
  yield* duplicateNames(ports, 'ports');
  if (headless && type === 'NodePort')
    yield {
      reason: 'Invalid',
      path: ['clusterIPs', 0],
      value: 'None',
      message: "may not be set to 'None' for NodePort services",
    };
  if (clusterIPs !== undefined && clusterIPs[0] !== clusterIP)
    yield {
      reason: 'Invalid',
      path: ['clusterIPs'],
      value: clusterIPs,
      message: 'first value must match `clusterIP`',
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
}).transform((given) =>
  given.type === 'NodePort'
    ? { ...given, externalTrafficPolicy: given.externalTrafficPolicy ?? ('Cluster' as const) }
    : given,
);

const status = model('V1ServiceStatus', {
  conditions: z.array(condition).optional(),
  loadBalancer: model('V1LoadBalancerStatus', {}, { dropped: ['ingress'] }).optional(),
});

export const service = resourceOf('Service', {
  nameRule: dnsLabel1035,
  schema: objectOf('Service', 'V1Service', dnsLabel1035, { spec, status: status.optional() }),
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
