import { isDeepStrictEqual } from 'node:util';
import type { Pod } from '../../objects.ts';
import { podTable } from '../tables/pod.ts';
import { createObjectSchema, createResource, withStatus } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { podSpec } from './pod-spec.ts';
import { podStatus } from './pod-status.ts';
import type { Problem } from './schema.ts';

type PodSpec = NonNullable<Pod['spec']>;
type Tolerations = NonNullable<PodSpec['tolerations']>;

export const pod = createResource('Pod', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('Pod', 'V1Pod', dnsSubdomain, { spec: podSpec, status: podStatus.optional() }),
  table: podTable,
  beforeCreate: ({ ...object }) => {
    const spec = object.spec as PodSpec;
    const tolerations = withDefaultTolerations(spec.tolerations ?? []);
    return withStatus(
      { ...object, spec: { ...spec, tolerations } },
      { phase: 'Pending', qosClass: 'BestEffort' },
    );
  },
  changeProblems: (before, after) => specProblems(before.spec as PodSpec, after.spec as PodSpec),
  fields: ({ spec, status }) => ({
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.restartPolicy': spec?.restartPolicy ?? '',
    'spec.schedulerName': spec?.schedulerName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'spec.hostNetwork': 'false',
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  }),
});

/** As the admission plugin DefaultTolerationSeconds: pods tolerate an unavailable node for five minutes. */
function withDefaultTolerations(given: Tolerations): Tolerations {
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    (key) =>
      !given.some(
        (toleration) =>
          (!toleration.key || toleration.key === key) &&
          (!toleration.effect || toleration.effect === 'NoExecute'),
      ),
  );
  const added = missing.map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
  return [...given, ...added];
}

function* specProblems(before: PodSpec, after: PodSpec): Iterable<Problem> {
  const kept = before.tolerations ?? [];
  const added = after.tolerations ?? [];
  const lost = kept.some((toleration) => !added.some((other) => isSameToleration(toleration, other)));
  const { containers, ...rest } = after;
  const images = containers.map(({ image: _, ...container }) => container);
  const imagesBefore = before.containers.map(({ image: _, ...container }) => container);
  const same = isDeepStrictEqual(
    { ...rest, containers: images, tolerations: [] },
    { ...before, containers: imagesBefore, tolerations: [] },
  );
  if (lost)
    yield {
      reason: 'Forbidden',
      path: ['spec', 'tolerations'],
      message: 'existing toleration can not be modified except its tolerationSeconds',
    };
  if (!same)
    yield {
      reason: 'Forbidden',
      path: ['spec'],
      message:
        'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    };
}

function isSameToleration(one: Tolerations[number], other: Tolerations[number]): boolean {
  return isDeepStrictEqual(
    { ...one, tolerationSeconds: undefined },
    { ...other, tolerationSeconds: undefined },
  );
}
