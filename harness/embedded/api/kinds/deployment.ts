import { z } from 'zod';
import { deploymentTable } from '../tables/workloads.ts';
import { deploymentCondition } from './condition.ts';
import { countOrPercent, isZero } from './counts.ts';
import { createObjectSchema, createResource, immutable } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { lastingPodTemplate } from './pod-spec.ts';
import { atLeast, checked, flag, int32, intOrText, model, type Problem } from './schema.ts';
import { labelSelector, templateProblems } from './selector.ts';

const rollingUpdate = checked(
  model('V1RollingUpdateDeployment', {
    maxUnavailable: countOrPercent(intOrText).default('25%'),
    maxSurge: countOrPercent(intOrText).default('25%'),
  }),
  function* ({ maxUnavailable, maxSurge }): Iterable<Problem> {
    if (isZero(maxUnavailable) && isZero(maxSurge))
      yield {
        reason: 'Invalid',
        path: ['maxUnavailable'],
        value: maxUnavailable,
        message: 'may not be 0 when `maxSurge` is 0',
      };
  },
);

const strategy = checked(
  model('V1DeploymentStrategy', {
    type: z.enum(['RollingUpdate', 'Recreate']).default('RollingUpdate'),
    rollingUpdate: rollingUpdate.optional(),
  }),
  function* ({ type, rollingUpdate: given }): Iterable<Problem> {
    if (type === 'Recreate' && given !== undefined)
      yield {
        reason: 'Forbidden',
        path: ['rollingUpdate'],
        message: "may not be specified when strategy `type` is 'Recreate'",
      };
  },
).transform((given) =>
  given.type === 'RollingUpdate'
    ? { ...given, rollingUpdate: given.rollingUpdate ?? rollingUpdate.parse({}) }
    : given,
);

const spec = checked(
  model('V1DeploymentSpec', {
    replicas: atLeast(0).default(1),
    selector: labelSelector,
    template: lastingPodTemplate,
    strategy: strategy.prefault({}),
    minReadySeconds: atLeast(0).optional(),
    revisionHistoryLimit: atLeast(0).default(10),
    progressDeadlineSeconds: atLeast(1).default(600),
    paused: flag.optional(),
  }),
  templateProblems,
);

const status = model('V1DeploymentStatus', {
  observedGeneration: z.int().optional(),
  replicas: int32.optional(),
  updatedReplicas: int32.optional(),
  readyReplicas: int32.optional(),
  availableReplicas: int32.optional(),
  unavailableReplicas: int32.optional(),
  terminatingReplicas: int32.optional(),
  collisionCount: int32.optional(),
  conditions: z.array(deploymentCondition).optional(),
});

export const deployment = createResource('Deployment', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('Deployment', 'V1Deployment', dnsSubdomain, { spec, status: status.optional() }),
  table: deploymentTable,
  changeProblems: (before, after) =>
    immutable(['spec', 'selector'], before.spec?.selector, after.spec?.selector),
});
