import { z } from 'zod';
import { replicaSetTable } from '../tables/workloads.ts';
import { replicaSetCondition } from './condition.ts';
import { createObjectSchema, createResource, immutable, withStatus } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { lastingPodTemplate } from './pod-spec.ts';
import { atLeast, checked, int32, model } from './schema.ts';
import { labelSelector, templateProblems } from './selector.ts';

const spec = checked(
  model('V1ReplicaSetSpec', {
    replicas: atLeast(0).default(1),
    selector: labelSelector,
    template: lastingPodTemplate,
    minReadySeconds: atLeast(0).optional(),
  }),
  templateProblems,
);

const status = model('V1ReplicaSetStatus', {
  observedGeneration: z.int().optional(),
  replicas: int32.optional(),
  fullyLabeledReplicas: int32.optional(),
  readyReplicas: int32.optional(),
  availableReplicas: int32.optional(),
  terminatingReplicas: int32.optional(),
  conditions: z.array(replicaSetCondition).optional(),
});

export const replicaSet = createResource('ReplicaSet', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('ReplicaSet', 'V1ReplicaSet', dnsSubdomain, { spec, status: status.optional() }),
  table: replicaSetTable,
  beforeCreate: (object) => withStatus(object, { replicas: 0 }),
  changeProblems: (before, after) =>
    immutable(['spec', 'selector'], before.spec?.selector, after.spec?.selector),
  fields: ({ status: now }) => ({ 'status.replicas': String(now?.replicas ?? 0) }),
});
