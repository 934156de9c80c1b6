import type { V1LabelSelector } from '@kubernetes/client-node';
import { z } from 'zod';
import { selects } from '../../../scenario/manifests/label-selectors.ts';
import { labels } from './metadata.ts';
import { checked, model, type Problem, text } from './schema.ts';

const requirement = checked(
  model('V1LabelSelectorRequirement', {
    key: text,
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: z.array(text).optional(),
  }),
  function* ({ operator, values = [] }): Iterable<Problem> {
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (needsValues && values.length === 0)
      yield {
        reason: 'Required',
        path: ['values'],
        message: "must be specified when `operator` is 'In' or 'NotIn'",
      };
    if (!needsValues && values.length > 0)
      yield {
        reason: 'Forbidden',
        path: ['values'],
        message: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      };
  },
);

export const labelSelector = model('V1LabelSelector', {
  matchLabels: labels.optional(),
  matchExpressions: z.array(requirement).optional(),
});

/** Selectors of Deployments and similar kinds: not empty, and matching the labels of their own pods. */
export function* templateProblems(spec: {
  readonly selector: z.output<typeof labelSelector>;
  readonly template: {
    readonly metadata?: { readonly labels?: Record<string, string> | undefined } | undefined;
  };
}): Iterable<Problem> {
  const { selector, template } = spec;
  const conditions =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
  if (conditions === 0)
    yield {
      reason: 'Invalid',
      path: ['selector'],
      value: selector,
      message: 'empty selector is invalid for deployment',
    };
  const own = template.metadata?.labels;
  if (!selects(selector as V1LabelSelector, own))
    yield {
      reason: 'Invalid',
      path: ['template', 'metadata', 'labels'],
      value: own ?? {},
      message: '`selector` does not match template `labels`',
    };
}
