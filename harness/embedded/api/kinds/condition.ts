import { z } from 'zod';
import { model, text, time } from './schema.ts';

const common = {
  type: text,
  status: text,
  reason: text.optional(),
  message: text.optional(),
  lastTransitionTime: time.optional(),
};

/** Condition of Deployments, ReplicaSets, DaemonSets and Namespaces, each of which has its own type. */
export const deploymentCondition = model('V1DeploymentCondition', {
  ...common,
  lastUpdateTime: time.optional(),
});
export const replicaSetCondition = model('V1ReplicaSetCondition', common);
export const daemonSetCondition = model('V1DaemonSetCondition', common);
export const namespaceCondition = model('V1NamespaceCondition', common);
export const nodeCondition = model('V1NodeCondition', { ...common, lastHeartbeatTime: time.optional() });
/** The condition type that newer APIs share. */
export const condition = model('V1Condition', { ...common, observedGeneration: z.int().optional() });
