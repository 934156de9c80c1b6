import { z } from 'zod';
import { flag, int32, model, text, time } from './schema.ts';

const state = model('V1ContainerState', {
  waiting: model('V1ContainerStateWaiting', { reason: text.optional(), message: text.optional() }).optional(),
  running: model('V1ContainerStateRunning', { startedAt: time.optional() }).optional(),
  terminated: model('V1ContainerStateTerminated', {
    exitCode: z.int(),
    signal: z.int().optional(),
    reason: text.optional(),
    message: text.optional(),
    startedAt: time.optional(),
    finishedAt: time.optional(),
    containerID: text.optional(),
  }).optional(),
});

const containerStatus = model(
  'V1ContainerStatus',
  {
    name: text,
    image: text,
    imageID: text,
    ready: flag,
    restartCount: int32,
    started: flag.optional(),
    containerID: text.optional(),
    state: state.optional(),
    lastState: state.optional(),
  },
  {
    dropped: [
      'allocatedResources',
      'allocatedResourcesStatus',
      'resources',
      'stopSignal',
      'user',
      'volumeMounts',
    ],
  },
);

const condition = model('V1PodCondition', {
  type: text,
  status: text,
  reason: text.optional(),
  message: text.optional(),
  observedGeneration: z.int().optional(),
  lastProbeTime: time.optional(),
  lastTransitionTime: time.optional(),
});

export const podStatus = model(
  'V1PodStatus',
  {
    phase: text.optional(),
    conditions: z.array(condition).optional(),
    containerStatuses: z.array(containerStatus).optional(),
    hostIP: text.optional(),
    hostIPs: z.array(model('V1HostIP', { ip: text })).optional(),
    podIP: text.optional(),
    podIPs: z.array(model('V1PodIP', { ip: text })).optional(),
    qosClass: text.optional(),
    reason: text.optional(),
    message: text.optional(),
    nominatedNodeName: text.optional(),
    startTime: time.optional(),
    observedGeneration: z.int().optional(),
  },
  {
    dropped: [
      'allocatedResources',
      'ephemeralContainerStatuses',
      'extendedResourceClaimStatus',
      'initContainerStatuses',
      'nodeAllocatableResourceClaimStatuses',
      'resize',
      'resourceClaimStatuses',
      'resources',
    ],
  },
);
