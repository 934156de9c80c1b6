import { getNamespace, type ManifestObject, type PlacedObject } from './placed-object.ts';

/** A Service in a manifest, as far as load needs it. Not checked yet: the API server will. */
export interface ServiceObject extends ManifestObject {
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
    readonly publishNotReadyAddresses?: boolean;
    readonly externalTrafficPolicy?: string;
    readonly internalTrafficPolicy?: string;
    readonly sessionAffinity?: string;
    readonly sessionAffinityConfig?: object;
    readonly trafficDistribution?: string;
  };
}

interface ServicePort {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

/** The older annotations for endpoints of the client's zone. If both exist, the first counts. */
export const topologyAnnotations = [
  'service.kubernetes.io/topology-aware-hints',
  'service.kubernetes.io/topology-mode',
] as const;

export function getSelector({ spec }: ServiceObject): Readonly<Record<string, string>> {
  return spec?.selector ?? {};
}

export function findPort({ spec }: ServiceObject, port: number): ServicePort | undefined {
  const ports = Array.isArray(spec?.ports) ? (spec.ports as readonly ServicePort[]) : [];
  return ports.find((servicePort) => servicePort.port === port && (servicePort.protocol ?? 'TCP') === 'TCP');
}

/** The Service of that name. */
export function serviceIn(
  objects: readonly PlacedObject[],
  at: { readonly namespace: string; readonly name: string },
): PlacedObject | undefined {
  return objects.find(
    ({ object }) =>
      object.kind === 'Service' && object.metadata.name === at.name && getNamespace(object) === at.namespace,
  );
}
