import { probeRollouts } from '../../observe/rollout-probe.ts';
import { probeApiWrites } from '../../observe/write-probe.ts';
import type { Run } from '../run.ts';
import type { PreparedReplica } from './prepare.ts';

/** Starts the scenario's probes of the control plane, at each API server and through their balancer. */
export async function startControlProbes(
  { scenario, journal, clock }: Run,
  { cluster, kube, workload }: PreparedReplica,
  signal: AbortSignal,
): Promise<readonly Promise<void>[]> {
  const { control } = workload;
  const { apiWrite, rollout } = scenario.criteria.probes;
  if (control === null) return [];
  const { namespace, labels } = control;
  const tls = await kube.tls();
  const headers = await kube.headers();
  return cluster.apiServers.flatMap((endpoint) => {
    const common = { endpoint, tls, headers, journal, clock, signal };
    const deployment = { namespace, name: control.deployment(endpoint.name) };
    return [
      ...(apiWrite === null ? [] : [probeApiWrites({ ...common, namespace, labels })]),
      ...(rollout === null ? [] : [probeRollouts({ ...common, deployment })]),
    ];
  });
}
