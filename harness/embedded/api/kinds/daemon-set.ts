import { z } from 'zod';
import { daemonSetTable } from '../tables/workloads.ts';
import { daemonSetCondition } from './condition.ts';
import { countOrPercent, isZero } from './counts.ts';
import { createObjectSchema, createResource, immutable, withStatus } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { lastingPodTemplate } from './pod-spec.ts';
import { atLeast, checked, int32, intOrText, model, type Problem } from './schema.ts';
import { labelSelector, templateProblems } from './selector.ts';

const rollingUpdate = checked(
  model('V1RollingUpdateDaemonSet', {
    maxUnavailable: countOrPercent(intOrText).default(1),
    maxSurge: countOrPercent(intOrText).default(0),
  }),
  function* ({ maxUnavailable, maxSurge }): Iterable<Problem> {
    if (isZero(maxUnavailable) && isZero(maxSurge))
      yield {
        reason: 'Required',
        path: ['maxUnavailable'],
        message: 'cannot be 0 when maxSurge is 0',
      };
    if (!isZero(maxUnavailable) && !isZero(maxSurge))
      yield {
        reason: 'Invalid',
        path: ['maxSurge'],
        value: maxSurge,
        message: 'may not be set when maxUnavailable is non-zero',
      };
  },
);

const updateStrategy = model('V1DaemonSetUpdateStrategy', {
  type: z.enum(['RollingUpdate', 'OnDelete']).default('RollingUpdate'),
  rollingUpdate: rollingUpdate.optional(),
}).transform((given) =>
  given.type === 'RollingUpdate'
    ? { ...given, rollingUpdate: given.rollingUpdate ?? rollingUpdate.parse({}) }
    : given,
);

const spec = checked(
  model('V1DaemonSetSpec', {
    selector: labelSelector,
    template: lastingPodTemplate,
    updateStrategy: updateStrategy.prefault({}),
    minReadySeconds: atLeast(0).optional(),
    revisionHistoryLimit: atLeast(0).default(10),
  }),
  templateProblems,
);

const none = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};

const status = model('V1DaemonSetStatus', {
  currentNumberScheduled: int32,
  desiredNumberScheduled: int32,
  numberMisscheduled: int32,
  numberReady: int32,
  numberAvailable: int32.optional(),
  numberUnavailable: int32.optional(),
  updatedNumberScheduled: int32.optional(),
  observedGeneration: z.int().optional(),
  collisionCount: int32.optional(),
  conditions: z.array(daemonSetCondition).optional(),
});

export const daemonSet = createResource('DaemonSet', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('DaemonSet', 'V1DaemonSet', dnsSubdomain, { spec, status: status.optional() }),
  table: daemonSetTable,
  beforeCreate: (object) => withStatus(object, none),
  changeProblems: (before, after) =>
    immutable(['spec', 'selector'], before.spec?.selector, after.spec?.selector),
});
