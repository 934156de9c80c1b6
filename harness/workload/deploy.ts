import { RehearsalError } from '../errors.ts';
import type { NodeProbe } from '../journal/probe-entries.ts';
import { apiFailure } from '../kube/api-error.ts';
import { connect, type Kube } from '../kube/connect.ts';
import { bounded } from '../kube/request.ts';
import type { WorkloadSpec } from '../scenario/scenario.ts';
import { controlManifests, controlNamespace, rolledDeployment } from './control-manifests.ts';
import { runLabels } from './labels.ts';
import { type ExtraPorts, noExtra, type WebOptions, web, webManifests } from './manifests.ts';
import type { OtherPort } from './other-port.ts';
import { proberFile, proberManifests, probers } from './prober-manifests.ts';
import { ports } from './web-container.ts';

export interface DeployOptions {
  /** Path of the cluster's own kubeconfig. */
  readonly kubeconfig: string;
  /** Null: the built-in service is left out, and the user's own is deployed. */
  readonly spec: WorkloadSpec | null;
  /** HTTP/1.1 alone by default. */
  readonly ports?: ExtraPorts;
  /** See `WebOptions`. */
  readonly balancer?: Readonly<Record<string, string>> | null;
  /** Name of an image that is on every node already, see `Provider.prepareImages`. */
  readonly image: string;
  /** What a prober on every node probes; if there is nothing, there are no probers. */
  readonly probes: readonly NodeProbe[];
  /** Inputs for probes of the control plane; null if there are none. */
  readonly control: {
    /** Names of the API servers through which a Deployment is rolled. */
    readonly rollouts: readonly string[];
  } | null;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** The created objects, and their addresses. None of them need be ready yet. */
export interface DeployedWorkload {
  readonly namespace: string;
  readonly deployment: string;
  readonly service: string;
  /** Port of the Service. */
  readonly port: number;
  /** NodePort of the Service, on every node; null if the built-in service was left out. */
  readonly nodePort: number | null;
  /** NodePorts of the Service's other ports. */
  readonly otherPorts: readonly OtherPort[];
  /** Null if nothing needs them. */
  readonly probers: {
    readonly namespace: string;
    readonly daemonSet: string;
    /** Path of a prober's output on the node. */
    file(nodeName: string): string;
  } | null;
  /** Objects that probes of the control plane write to and roll; null if nothing needs them. */
  readonly control: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Name of the Deployment that is rolled through that API server. */
    deployment(apiServer: string): string;
  } | null;
}

/**
 * Creates the web service and, if needed, the probers and the objects for probes of the control plane.
 * @throws RehearsalError `name-occupied` if the cluster has one of the objects already, `never-steady` if the
 * API server refuses one; the signal's reason when aborted
 */
export async function deployWorkload(options: DeployOptions): Promise<DeployedWorkload> {
  await using kube = connect(options.kubeconfig);
  const probing = proberManifests(options);
  const create = creatorWith(options.signal);

  const probed = options.probes.length > 0;
  if (probed) {
    await create(probing.namespace, (body, call) => kube.core.createNamespace({ body }, call));
    await create(probing.service, (body, call) =>
      kube.core.createNamespacedService({ namespace: probers.namespace, body }, call),
    );
    await create(probing.daemonSet, (body, call) =>
      kube.apps.createNamespacedDaemonSet({ namespace: probers.namespace, body }, call),
    );
  }
  if (options.control !== null) {
    const { namespace, deployments } = controlManifests({ ...options, ...options.control });
    await create(namespace, (body, call) => kube.core.createNamespace({ body }, call));
    for (const deployment of deployments)
      await create(deployment, (body, call) =>
        kube.apps.createNamespacedDeployment({ namespace: controlNamespace, body }, call),
      );
  }
  const opened =
    options.spec === null ? null : await deployWeb(kube, create, { ...options, spec: options.spec });
  return {
    ...web,
    port: ports.http[1],
    nodePort: opened?.http ?? null,
    otherPorts: opened?.others ?? [],
    probers: probed ? { ...probers, file: proberFile } : null,
    control: options.control && {
      namespace: controlNamespace,
      labels: runLabels(options.runId),
      deployment: rolledDeployment,
    },
  };
}

/** @returns the NodePorts of its Service */
async function deployWeb(
  kube: Kube,
  create: ReturnType<typeof creatorWith>,
  options: WebOptions,
): Promise<{ readonly http: number; readonly others: readonly OtherPort[] }> {
  const serving = webManifests(options);
  const { namespace } = web;
  await create(serving.namespace, (body, call) => kube.core.createNamespace({ body }, call));
  if (serving.secret)
    await create(serving.secret, (body, call) => kube.core.createNamespacedSecret({ namespace, body }, call));
  const service = await create(serving.service, (body, call) =>
    kube.core.createNamespacedService({ namespace, body }, call),
  );
  if (serving.budget)
    await create(serving.budget, (body, call) =>
      kube.policy.createNamespacedPodDisruptionBudget({ namespace, body }, call),
    );
  await create(serving.deployment, (body, call) =>
    kube.apps.createNamespacedDeployment({ namespace, body }, call),
  );

  const nodePort = (name: string): number => {
    const found = service.spec?.ports?.find((port) => port.name === name)?.nodePort;
    if (found === undefined)
      throw new RehearsalError('never-steady', `Service ${namespace}/${web.service} was given no NodePort.`);
    return found;
  };
  const { h2c, tls } = options.ports ?? noExtra;
  return {
    http: nodePort('http'),
    others: [
      ...(h2c ? [{ port: 'h2c' as const, servicePort: ports.h2c[1], nodePort: nodePort('h2c') }] : []),
      ...(tls ? [{ port: 'tls' as const, servicePort: ports.https[1], nodePort: nodePort('https') }] : []),
    ],
  };
}

interface NamedObject {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

type CallOptions = ReturnType<typeof bounded>;

/** Creates one object, with errors that name it. */
function creatorWith(signal: AbortSignal) {
  return async <T extends NamedObject>(
    body: T,
    send: (body: T, call: CallOptions) => Promise<T>,
  ): Promise<T> => {
    const { namespace, name } = body.metadata ?? {};
    const what = [namespace, name].filter(Boolean).join('/');
    try {
      return await send(body, bounded(signal));
    } catch (error) {
      signal.throwIfAborted();
      const failure = apiFailure(error);
      if (failure === null) throw error;
      if (failure.status === 409)
        throw new RehearsalError('name-occupied', `${what} is in the cluster already: ${failure.message}`, {
          cause: error,
          hint: `Delete the namespaces ${web.namespace}, ${probers.namespace} and ${controlNamespace} that an earlier run left, or rehearse on a fresh cluster.`,
        });
      throw new RehearsalError('never-steady', `${what} could not be created: ${failure.message}`, {
        cause: error,
      });
    }
  };
}
