import { z } from 'zod';
import { annotationProblems, labelProblems, type NameRule, qualifiedName } from './names.ts';
import { checked, dropped, flag, int32, model, type Problem, text, textMap, time } from './schema.ts';

export const labels = checked(textMap, labelProblems);

const ownerReference = model('V1OwnerReference', {
  apiVersion: text,
  kind: text,
  name: text,
  uid: text,
  controller: flag.optional(),
  blockOwnerDeletion: flag.optional(),
});

const fields = {
  name: text.optional(),
  generateName: text.optional(),
  namespace: text.optional(),
  labels: labels.optional(),
  annotations: checked(textMap, annotationProblems).optional(),
  finalizers: z
    .array(
      checked(text, function* (name) {
        const message = qualifiedName(name);
        if (message !== null) yield { reason: 'Invalid', path: [], value: name, message };
      }),
    )
    .optional(),
  ownerReferences: z.array(ownerReference).optional(),
  uid: text.optional(),
  resourceVersion: text.optional(),
  generation: z.int().optional(),
  creationTimestamp: time.optional(),
  deletionTimestamp: time.optional(),
  deletionGracePeriodSeconds: int32.optional(),
  managedFields: dropped('there is no server-side apply: who owns a field is not kept'),
  selfLink: dropped('deprecated, and not set since Kubernetes 1.20'),
};

/** Metadata of an object of a kind whose names follow that rule. */
export const objectMeta = (nameRule: NameRule) =>
  checked(model('V1ObjectMeta', fields), ({ name, generateName }) =>
    nameProblems(name, generateName, nameRule),
  );

/** Metadata of a pod template: it has no name of its own. */
export const templateMeta = model('V1ObjectMeta', fields);

function* nameProblems(
  name: string | undefined,
  generateName: string | undefined,
  nameRule: NameRule,
): Iterable<Problem> {
  if (!name && !generateName)
    yield { reason: 'Required', path: ['name'], message: 'name or generateName is required' };
  const wrong = name ? nameRule(name) : null;
  if (wrong !== null) yield { reason: 'Invalid', path: ['name'], value: name, message: wrong };
  // The server generates the end of the name, so a trailing dash is allowed.
  const wrongPrefix = generateName ? nameRule(generateName.replace(/-$/, 'a')) : null;
  if (wrongPrefix !== null)
    yield { reason: 'Invalid', path: ['generateName'], value: generateName, message: wrongPrefix };
}
