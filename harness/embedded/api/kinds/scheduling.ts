import { z } from 'zod';
import { atLeast, checked, model, type Problem, text, textMap } from './schema.ts';
import { labelSelector } from './selector.ts';

const nodeRequirement = model('V1NodeSelectorRequirement', {
  key: text,
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  values: z.array(text).optional(),
});

const nodeTerm = model('V1NodeSelectorTerm', {
  matchExpressions: z.array(nodeRequirement).optional(),
  matchFields: z.array(nodeRequirement).optional(),
});

const weight = z.int().min(1).max(100);

const nodeAffinity = model('V1NodeAffinity', {
  requiredDuringSchedulingIgnoredDuringExecution: model('V1NodeSelector', {
    nodeSelectorTerms: z.array(nodeTerm).min(1),
  }).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: z
    .array(model('V1PreferredSchedulingTerm', { weight, preference: nodeTerm }))
    .optional(),
});

const podTerm = model(
  'V1PodAffinityTerm',
  {
    labelSelector: labelSelector.optional(),
    topologyKey: text.min(1),
    namespaces: z.array(text).optional(),
  },
  { refused: ['matchLabelKeys', 'mismatchLabelKeys', 'namespaceSelector'] },
);

const podAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution: z.array(podTerm).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: z
    .array(model('V1WeightedPodAffinityTerm', { weight, podAffinityTerm: podTerm }))
    .optional(),
};

export const affinity = model('V1Affinity', {
  nodeAffinity: nodeAffinity.optional(),
  podAffinity: model('V1PodAffinity', podAffinity).optional(),
  podAntiAffinity: model('V1PodAntiAffinity', podAffinity).optional(),
});

const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

export const toleration = checked(
  model('V1Toleration', {
    key: text.optional(),
    operator: z.enum(['Exists', 'Equal']).optional(),
    value: text.optional(),
    effect: z.enum(taintEffects).optional(),
    tolerationSeconds: z.int().optional(),
  }),
  function* ({ key, operator, value, effect, tolerationSeconds }): Iterable<Problem> {
    if (!key && operator !== 'Exists')
      yield {
        reason: 'Invalid',
        path: ['operator'],
        value: operator ?? '',
        message: 'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      };
    if (operator === 'Exists' && value)
      yield {
        reason: 'Invalid',
        path: ['operator'],
        value: operator,
        message: "value must be empty when `operator` is 'Exists'",
      };
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      yield {
        reason: 'Invalid',
        path: ['effect'],
        value: effect ?? '',
        message: "effect must be 'NoExecute' when `tolerationSeconds` is set",
      };
  },
);

export const taint = model('V1Taint', {
  key: text.min(1),
  value: text.optional(),
  effect: z.enum(taintEffects),
  timeAdded: text.optional(),
});

export const topologySpreadConstraint = model(
  'V1TopologySpreadConstraint',
  {
    maxSkew: atLeast(1),
    topologyKey: text.min(1),
    whenUnsatisfiable: z.enum(['DoNotSchedule', 'ScheduleAnyway']),
    labelSelector: labelSelector.optional(),
    minDomains: atLeast(1).optional(),
    nodeAffinityPolicy: z.enum(['Honor', 'Ignore']).optional(),
    nodeTaintsPolicy: z.enum(['Honor', 'Ignore']).optional(),
  },
  { refused: ['matchLabelKeys'] },
);

export const nodeSelector = textMap;
