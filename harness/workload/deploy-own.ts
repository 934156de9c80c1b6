import { RehearsalError } from '../errors.ts';
import type { RolloutRef } from '../journal/records.ts';
import { apiFailure } from '../kube/api-error.ts';
import { connect, type Kube } from '../kube/connect.ts';
import { type ManifestObject, namespaceOf } from '../scenario/manifests.ts';
import type { TargetSpec } from '../scenario/scenario.ts';
import { portOf, type ServiceObject, selectorOf, serviceIn } from '../scenario/services.ts';
import { runLabels } from './labels.ts';
import { podsBehind } from './pods-behind.ts';
import type { Served, ServedTarget } from './served.ts';

/** The first call also asks the API for the kinds that it knows. */
const createMs = 30_000;

export interface DeployOwnOptions {
  /** Path of the cluster's own kubeconfig. */
  readonly kubeconfig: string;
  readonly objects: readonly ManifestObject[];
  readonly targets: readonly TargetSpec[];
  /** Of the cluster: a DaemonSet has a pod on each. */
  readonly workers: number;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/**
 * Creates the user's objects, labelled with the run, and a NodePort Service of the harness's own for each target: with
 * the selector and the port of the Service that it names, which stays as it was written.
 * @throws RehearsalError `name-occupied` when the cluster has one of the objects already, `never-steady` when the API server refuses one; the signal's reason when aborted
 */
export async function deployOwn(options: DeployOwnOptions): Promise<Served> {
  await using kube = connect(options.kubeconfig);
  for (const object of inOrder(options.objects))
    await create(kube, labelled(object, options.runId), options.signal);
  const targets: ServedTarget[] = [];
  for (const target of options.targets) targets.push(await openTarget(kube, target, options));
  return { rollouts: options.objects.flatMap(rolloutOf), targets };
}

/** Namespaces and definitions of new kinds first: the others may be in one or of one. */
function inOrder(objects: readonly ManifestObject[]): readonly ManifestObject[] {
  const first = ({ kind }: ManifestObject) => kind === 'Namespace' || kind === 'CustomResourceDefinition';
  return [...objects.filter(first), ...objects.filter((one) => !first(one))];
}

function labelled(object: ManifestObject, runId: string): ManifestObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...runLabels(runId) } } };
}

const rollouts: readonly RolloutRef['kind'][] = ['Deployment', 'StatefulSet', 'DaemonSet'];

function rolloutOf(object: ManifestObject): readonly RolloutRef[] {
  const kind = rollouts.find((one) => one === object.kind);
  if (kind === undefined || !object.apiVersion.startsWith('apps/')) return [];
  return [{ kind, namespace: namespaceOf(object), name: object.metadata.name }];
}

async function openTarget(
  kube: Kube,
  target: TargetSpec,
  { objects, workers, runId, signal }: DeployOwnOptions,
): Promise<ServedTarget> {
  const at = target.service;
  const found = at === null ? undefined : serviceIn(objects, at);
  const port = at === null || found === undefined ? undefined : portOf(found, at.port);
  if (at === null || found === undefined || port === undefined)
    throw new RehearsalError('harness-failed', `target ${target.name} has no Service`);
  const name = `rehearse-${target.name}`;
  const { targetPort, appProtocol } = port;
  const created = await create(
    kube,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: at.namespace, labels: runLabels(runId) },
      spec: {
        type: 'NodePort',
        externalTrafficPolicy: 'Cluster',
        selector: selectorOf(found),
        ports: [
          {
            port: at.port,
            ...(targetPort !== undefined && { targetPort }),
            ...(appProtocol !== undefined && { appProtocol }),
          },
        ],
      },
    },
    signal,
  );
  const nodePort = (created as NodePorts).spec?.ports?.[0]?.nodePort;
  if (nodePort === undefined)
    throw new RehearsalError('never-steady', `Service ${at.namespace}/${name} was given no NodePort.`);
  const replicas = podsBehind(found as ServiceObject, objects, workers);
  return { name: target.name, namespace: at.namespace, service: name, nodePort, otherPorts: [], replicas };
}

interface NodePorts {
  readonly spec?: { readonly ports?: readonly { readonly nodePort?: number }[] };
}

/** Creates one object of any kind, with errors that say which. */
async function create(kube: Kube, object: ManifestObject, signal: AbortSignal): Promise<unknown> {
  const what = `${object.kind} ${[object.metadata.namespace, object.metadata.name].filter(Boolean).join('/')}`;
  // This API of the library takes no signal: what is given up on ends when the connection is closed.
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(createMs)]);
  try {
    giveUp.throwIfAborted();
    const given = new Promise<never>((_, reject) =>
      giveUp.addEventListener('abort', () => reject(giveUp.reason), { once: true }),
    );
    return await Promise.race([kube.objects.create(structuredClone(object)), given]);
  } catch (error) {
    signal.throwIfAborted();
    const failure = apiFailure(error);
    if (failure?.status === 409)
      throw new RehearsalError('name-occupied', `${what} is in the cluster already: ${failure.message}`, {
        cause: error,
        hint: 'Leave out of the manifests what a new cluster has of its own, or give the object another name.',
      });
    // An unknown kind is no answer of the API but an error of the library, which knows the API's kinds.
    const unknownKind = error instanceof Error && /Unrecognized API version and kind/i.test(error.message);
    if (failure === null && !unknownKind) throw error;
    const why = failure?.message ?? `the cluster has no ${object.kind} of ${object.apiVersion}`;
    throw new RehearsalError('never-steady', `${what} could not be created: ${why}`, { cause: error });
  }
}
