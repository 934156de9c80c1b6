import type { DaemonSet, Deployment, ReplicaSet } from '../../objects.ts';
import type { Resource, TableColumn } from '../resource.ts';
import { ageColumn, column, formatAge, labelsText, nameColumn, selectorText, wide } from './cells.ts';

const containerColumns: readonly TableColumn[] = [
  wide('Containers', 'Names of each container in the template.'),
  wide('Images', 'Images referenced by each container in the template.'),
  wide('Selector', 'Label selector for pods.'),
];

function containerCells({ spec }: Deployment | ReplicaSet | DaemonSet): readonly string[] {
  const containers = spec?.template?.spec?.containers ?? [];
  return [
    containers.map(({ name }) => name).join(','),
    containers.map(({ image }) => image).join(','),
    selectorText(spec?.selector),
  ];
}

export const deploymentTable: Resource<'Deployment'>['table'] = {
  columns: [
    nameColumn,
    column('Ready', 'Number of the pod with ready state'),
    column(
      'Up-to-date',
      'Total number of non-terminated pods targeted by this deployment that have the desired template spec.',
      'integer',
    ),
    column(
      'Available',
      'Total number of available pods (ready for at least minReadySeconds) targeted by this deployment.',
      'integer',
    ),
    ageColumn,
    ...containerColumns,
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 0}`,
    object.status?.updatedReplicas ?? 0,
    object.status?.availableReplicas ?? 0,
    formatAge(object, nowMs),
    ...containerCells(object),
  ],
};

export const replicaSetTable: Resource<'ReplicaSet'>['table'] = {
  columns: [
    nameColumn,
    column('Desired', 'Replicas is the number of desired replicas.', 'integer'),
    column('Current', 'Replicas is the most recently observed number of replicas.', 'integer'),
    column(
      'Ready',
      'readyReplicas is the number of pods targeted by this ReplicaSet with a Ready Condition.',
      'integer',
    ),
    ageColumn,
    ...containerColumns,
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    object.spec?.replicas ?? 0,
    object.status?.replicas ?? 0,
    object.status?.readyReplicas ?? 0,
    formatAge(object, nowMs),
    ...containerCells(object),
  ],
};

export const daemonSetTable: Resource<'DaemonSet'>['table'] = {
  columns: [
    nameColumn,
    column('Desired', 'The total number of nodes that should be running the daemon pod.', 'integer'),
    column(
      'Current',
      'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod.',
      'integer',
    ),
    column(
      'Ready',
      'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.',
      'integer',
    ),
    column('Up-to-date', 'The total number of nodes that are running updated daemon pod', 'integer'),
    column(
      'Available',
      'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available.',
      'integer',
    ),
    column('Node Selector', 'NodeSelector is a selector which must be true for the pod to fit on a node.'),
    ageColumn,
    ...containerColumns,
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    object.status?.desiredNumberScheduled ?? 0,
    object.status?.currentNumberScheduled ?? 0,
    object.status?.numberReady ?? 0,
    object.status?.updatedNumberScheduled ?? 0,
    object.status?.numberAvailable ?? 0,
    labelsText(object.spec?.template.spec?.nodeSelector),
    formatAge(object, nowMs),
    ...containerCells(object),
  ],
};
