import type { UpgradePolicy } from '../../../scenario/scenario.ts';
import type { Fields } from '../kops-objects.ts';

/** Names of options and roles that changed from one version of kops to another. */
export interface RollWords {
  readonly controlPlaneInterval: string;
  readonly controlPlaneRole: string;
}

/** What `kops rolling-update cluster --help` names; older versions say `master`. */
export const findRollWords = (help: string): RollWords =>
  help.includes('--control-plane-interval')
    ? { controlPlaneInterval: '--control-plane-interval', controlPlaneRole: 'control-plane' }
    : { controlPlaneInterval: '--master-interval', controlPlaneRole: 'master' };

/** The scenario's `upgrade`, as options of `kops rolling-update cluster`. */
export function rollFlags(
  { controlPlane, nodes, drain, gate }: UpgradePolicy,
  words: RollWords,
): readonly string[] {
  return [
    `${words.controlPlaneInterval}=${goDuration(controlPlane.intervalMs)}`,
    `--node-interval=${goDuration(nodes.intervalMs)}`,
    `--drain-timeout=${goDuration(drain.timeoutMs)}`,
    `--fail-on-drain-error=${drain.onTimeout === 'fail'}`,
    `--post-drain-delay=${goDuration(drain.postDrainDelayMs)}`,
    ...(gate === null
      ? ['--validate-count=0']
      : [`--validate-count=${gate.validations}`, `--validation-timeout=${goDuration(gate.timeoutMs)}`]),
  ];
}

/** `spec.rollingUpdate` of the strategy of the workers. Control planes never surge; percentages are rounded by kops. */
export function rollingUpdateSpec({ nodes }: UpgradePolicy): Fields {
  const { maxUnavailable } = nodes;
  if (nodes.strategy !== 'surge') return { maxSurge: 0, maxUnavailable };
  // Zero is kops' default next to a surge.
  return { maxSurge: nodes.maxSurge, ...(maxUnavailable !== 0 && { maxUnavailable }) };
}

/** As Go reads it. */
export const goDuration = (ms: number): string => `${ms / 1000}s`;
