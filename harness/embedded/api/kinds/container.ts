import { z } from 'zod';
import { dnsLabel } from './names.ts';
import { lifecycle, onceProbe, readinessProbe } from './probe.ts';
import { checked, flag, inert, model, type Problem, port, text } from './schema.ts';

/** Fields of its own object that a pod's environment can refer to. */
const fieldPaths =
  /^(metadata\.(name|namespace|uid|(labels|annotations)\['.+'\])|spec\.nodeName|status\.(podIP|hostIP))$/;

const fieldRef = checked(
  model('V1ObjectFieldSelector', { apiVersion: z.literal('v1').default('v1'), fieldPath: text }),
  function* ({ fieldPath }): Iterable<Problem> {
    if (fieldPaths.test(fieldPath)) return;
    const known =
      '"metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels[\'KEY\']", "metadata.annotations[\'KEY\']", "spec.nodeName", "status.hostIP", "status.podIP"';
    yield {
      reason: 'Unsupported',
      path: ['fieldPath'],
      value: fieldPath,
      message: `supported values: ${known}`,
    };
  },
);

const keyRef = { name: text.min(1), key: text.min(1), optional: flag.optional() };
const secretKeyRef = model('V1SecretKeySelector', keyRef);
const configMapKeyRef = model('V1ConfigMapKeySelector', keyRef);

const environmentVariable = checked(
  model('V1EnvVar', {
    name: text.min(1),
    value: text.optional(),
    valueFrom: model(
      'V1EnvVarSource',
      {
        fieldRef: fieldRef.optional(),
        secretKeyRef: secretKeyRef.optional(),
        configMapKeyRef: configMapKeyRef.optional(),
      },
      { refused: ['fileKeyRef', 'resourceFieldRef'] },
    ).optional(),
  }),
  function* ({ value, valueFrom }): Iterable<Problem> {
    if (value && valueFrom !== undefined)
      yield {
        reason: 'Invalid',
        path: ['valueFrom'],
        value: '',
        message: 'may not be specified when `value` is not empty',
      };
  },
);

const containerPort = model(
  'V1ContainerPort',
  {
    name: text.max(15).optional(),
    containerPort: port,
    /** The scheduler reserves the port on the node; no process listens on it. */
    hostPort: port.optional(),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  },
  { refused: ['hostIP'] },
);

const noConfinement = 'a process of this machine has no limits and privileges of its own';

const fields = {
  name: checked(text, function* (name): Iterable<Problem> {
    const message = dnsLabel(name);
    if (message !== null) yield { reason: 'Invalid', path: [], value: name, message };
  }),
  image: text.min(1),
  command: z.array(text).optional(),
  args: z.array(text).optional(),
  env: z.array(environmentVariable).optional(),
  ports: z.array(containerPort).optional(),
  startupProbe: onceProbe.optional(),
  readinessProbe: readinessProbe.optional(),
  livenessProbe: onceProbe.optional(),
  lifecycle: lifecycle.optional(),
  imagePullPolicy: inert('images are not pulled: each stands for a command', text),
  resources: inert(noConfinement, z.looseObject({})),
  resizePolicy: inert(noConfinement, z.array(z.looseObject({}))),
  securityContext: inert(noConfinement, z.looseObject({})),
  terminationMessagePath: inert('termination messages are not read', text),
  terminationMessagePolicy: inert('termination messages are not read', text),
};

const refused = [
  'envFrom',
  'restartPolicy',
  'restartPolicyRules',
  'stdin',
  'stdinOnce',
  'tty',
  'volumeDevices',
  'volumeMounts',
  'workingDir',
];

export const container = checked(
  model('V1Container', fields, { refused }).transform((given) => ({
    ...given,
    imagePullPolicy: given.imagePullPolicy ?? choosePullPolicy(given.image),
    resources: given.resources ?? {},
    terminationMessagePath: given.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: given.terminationMessagePolicy ?? 'File',
  })),
  ({ ports = [] }) => duplicateNames(ports, 'ports'),
);

function choosePullPolicy(image: string): string {
  const name = image.split('/').at(-1) ?? '';
  const latest = !name.includes('@') && (!name.includes(':') || name.endsWith(':latest'));
  return latest ? 'Always' : 'IfNotPresent';
}

/** Checks the names of a list's items, if they have names. */
export function* duplicateNames(
  items: readonly { readonly name?: string | undefined }[],
  ...path: readonly PropertyKey[]
): Iterable<Problem> {
  const seen = new Set<string>();
  for (const [index, { name }] of items.entries()) {
    if (name === undefined) continue;
    if (seen.has(name))
      yield { reason: 'Duplicate', path: [...path, index, 'name'], value: name, message: '' };
    seen.add(name);
  }
}
