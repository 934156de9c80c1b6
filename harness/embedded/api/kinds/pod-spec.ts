import { z } from 'zod';
import { container, duplicateNames } from './container.ts';
import { templateMeta } from './metadata.ts';
import { affinity, nodeSelector, toleration, topologySpreadConstraint } from './scheduling.ts';
import { atLeast, checked, flag, inert, model, type Problem, text } from './schema.ts';

const noAccounts = 'nothing authorises pods: there are no service accounts and no tokens';
const noDns = 'pods resolve names as this machine does: the cluster has no DNS';

const fields = {
  containers: z.array(container).min(1),
  restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).default('Always'),
  terminationGracePeriodSeconds: atLeast(0).default(30),
  nodeName: text.optional(),
  nodeSelector: nodeSelector.optional(),
  affinity: affinity.optional(),
  tolerations: z.array(toleration).optional(),
  topologySpreadConstraints: z.array(topologySpreadConstraint).optional(),
  schedulerName: z.literal('default-scheduler').default('default-scheduler'),
  automountServiceAccountToken: inert(noAccounts, flag),
  serviceAccount: inert(noAccounts, text),
  serviceAccountName: inert(noAccounts, text),
  dnsConfig: inert(noDns, z.looseObject({})),
  dnsPolicy: inert(noDns, text),
  enableServiceLinks: inert('environments name no Services', flag),
  imagePullSecrets: inert('images are not pulled: each stands for a command', z.array(z.looseObject({}))),
  os: inert('pods run on this machine as it is', z.looseObject({})),
  preemptionPolicy: inert('there are no priorities, so nothing is preempted', text),
  resources: inert('a process of this machine has no limits and privileges of its own', z.looseObject({})),
  securityContext: inert(
    'a process of this machine has no limits and privileges of its own',
    z.looseObject({}),
  ),
};

const refused = [
  'activeDeadlineSeconds',
  'ephemeralContainers',
  'hostAliases',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostUsers',
  'hostname',
  'hostnameOverride',
  'initContainers',
  'overhead',
  'priority',
  'priorityClassName',
  'readinessGates',
  'resourceClaims',
  'runtimeClassName',
  'schedulingGates',
  'schedulingGroup',
  'setHostnameAsFQDN',
  'shareProcessNamespace',
  'subdomain',
  'volumes',
];

export const podSpec = checked(
  model('V1PodSpec', fields, { refused }).transform((given) => ({
    ...given,
    dnsPolicy: given.dnsPolicy ?? 'ClusterFirst',
    securityContext: given.securityContext ?? {},
  })),
  function* ({ containers, terminationGracePeriodSeconds }): Iterable<Problem> {
    yield* duplicateNames(containers, 'containers');
    for (const [index, { lifecycle }] of containers.entries()) {
      const seconds = lifecycle?.preStop?.sleep?.seconds ?? 0;
      if (seconds > terminationGracePeriodSeconds)
        yield {
          reason: 'Invalid',
          path: ['containers', index, 'lifecycle', 'preStop', 'sleep'],
          value: seconds,
          message: `must be non-negative and less than terminationGracePeriodSeconds (${terminationGracePeriodSeconds})`,
        };
    }
  },
);

const podTemplate = model('V1PodTemplateSpec', {
  metadata: templateMeta.optional(),
  spec: podSpec,
});

/** Pod templates of Deployments and similar kinds: their pods always restart. */
export const lastingPodTemplate = checked(podTemplate, function* ({ spec }) {
  if (spec.restartPolicy !== 'Always')
    yield {
      reason: 'Unsupported',
      path: ['spec', 'restartPolicy'],
      value: spec.restartPolicy,
      message: 'supported values: "Always"',
    };
});
