import { z } from 'zod';
import type { Node } from '../../objects.ts';
import { nodeTable } from '../tables/node.ts';
import { nodeCondition } from './condition.ts';
import { createObjectSchema, createResource } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { taint } from './scheduling.ts';
import { checked, flag, inert, int32, model, type Problem, text, textMap } from './schema.ts';

const spec = checked(
  model(
    'V1NodeSpec',
    {
      podCIDR: text.optional(),
      podCIDRs: z.array(text).optional(),
      providerID: text.optional(),
      taints: z.array(taint).optional(),
      unschedulable: flag.optional(),
    },
    { refused: ['configSource', 'externalID'] },
  ),
  function* ({ taints = [] }): Iterable<Problem> {
    const seen = new Set<string>();
    for (const [index, { key, effect }] of taints.entries()) {
      const message = 'taints must be unique by key and effect pair';
      if (seen.has(`${key}:${effect}`))
        yield { reason: 'Duplicate', path: ['taints', index], value: { key, effect }, message };
      seen.add(`${key}:${effect}`);
    }
  },
);

const quantities = 'all of this machine: nothing is measured against it';

const nodeInfo = model(
  'V1NodeSystemInfo',
  {
    architecture: text,
    bootID: text,
    containerRuntimeVersion: text,
    kernelVersion: text,
    kubeProxyVersion: text,
    kubeletVersion: text,
    machineID: text,
    operatingSystem: text,
    osImage: text,
    systemUUID: text,
  },
  { dropped: ['swap'] },
);

const status = model(
  'V1NodeStatus',
  {
    addresses: z.array(model('V1NodeAddress', { type: text, address: text })).optional(),
    allocatable: inert(quantities, textMap),
    capacity: inert(quantities, textMap),
    conditions: z.array(nodeCondition).optional(),
    daemonEndpoints: model('V1NodeDaemonEndpoints', {
      kubeletEndpoint: model('V1DaemonEndpoint', { Port: int32 }).optional(),
    }).optional(),
    images: z
      .array(model('V1ContainerImage', { names: z.array(text).optional(), sizeBytes: z.int().optional() }))
      .optional(),
    nodeInfo: nodeInfo.optional(),
    phase: text.optional(),
  },
  {
    dropped: ['config', 'declaredFeatures', 'features', 'runtimeHandlers', 'volumesAttached', 'volumesInUse'],
  },
);

export const node = createResource('Node', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('Node', 'V1Node', dnsSubdomain, {
    spec: spec.prefault({}),
    status: status.optional(),
  }),
  table: nodeTable,
  // A kubelet registers its node together with its status.
  beforeCreate: (object) => ({
    ...object,
    spec: { ...object.spec, taints: withNotReady(object.spec?.taints ?? []) },
    status: object.status ?? {},
  }),
  *changeProblems(before, after): Iterable<Problem> {
    const [cidr, newCidr] = [before.spec?.podCIDR, after.spec?.podCIDR];
    if (cidr && cidr !== newCidr)
      yield {
        reason: 'Forbidden',
        path: ['spec', 'podCIDRs'],
        message: 'node updates may not change podCIDR except from "" to valid',
      };
    const [id, newId] = [before.spec?.providerID, after.spec?.providerID];
    if (id && id !== newId)
      yield {
        reason: 'Forbidden',
        path: ['spec', 'providerID'],
        message: 'node updates may not change providerID except from "" to valid',
      };
  },
  fields: ({ spec: { unschedulable } = {} }) => ({ 'spec.unschedulable': String(unschedulable ?? false) }),
});

type Taints = NonNullable<NonNullable<Node['spec']>['taints']>;

/**
 * As the admission plugin TaintNodesByCondition: no pod is scheduled on a node before the node reports that
 * it is ready.
 */
function withNotReady(given: Taints): Taints {
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  const isThere = given.some(({ key, effect }) => key === notReady.key && effect === notReady.effect);
  return isThere ? given : [...given, notReady];
}
