import type { Node } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, nameColumn, wide } from './cells.ts';

const rolePrefix = 'node-role.kubernetes.io/';

export const nodeTable: Resource<'Node'>['table'] = {
  columns: [
    nameColumn,
    column('Status', 'The status of the node'),
    column('Roles', 'The roles of the node'),
    ageColumn,
    column('Version', 'Kubelet Version reported by the node.'),
    wide('Internal-IP', 'List of addresses reachable to the node.'),
    wide('External-IP', 'List of addresses reachable to the node.'),
    wide('OS-Image', 'OS Image reported by the node from /etc/os-release.'),
    wide('Kernel-Version', "Kernel Version reported by the node from 'uname -r'."),
    wide('Container-Runtime', 'ContainerRuntime Version reported by the node through runtime remote API.'),
  ],
  cells: (node, nowMs) => [
    node.metadata.name,
    statusText(node),
    rolesText(node),
    formatAge(node, nowMs),
    node.status?.nodeInfo?.kubeletVersion ?? '',
    findAddress(node, 'InternalIP'),
    findAddress(node, 'ExternalIP'),
    node.status?.nodeInfo?.osImage || '<unknown>',
    node.status?.nodeInfo?.kernelVersion || '<unknown>',
    node.status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
  ],
};

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const readiness = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${readiness},SchedulingDisabled` : readiness;
}

function rolesText({ metadata }: Node): string {
  const labels = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(rolePrefix));
  return (
    labels
      .map((label) => label.slice(rolePrefix.length))
      .filter((role) => role !== '')
      .toSorted()
      .join(',') || '<none>'
  );
}

function findAddress({ status }: Node, wanted: string): string {
  return status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';
}
