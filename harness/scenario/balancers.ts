import type { DeregistrationPolicy } from './scenario.ts';

/** How a real load balancer treats a node that has left it. */
interface BalancerTraits extends DeregistrationPolicy {
  /** Name in a sentence. */
  readonly title: string;
  /** Where the values were observed or documented. */
  readonly sources: readonly string[];
}

/** Presets of `frontDoor.deregistration`: what users measured, and what the vendor documents. */
export const balancers = {
  /**
   * New connections came for two minutes, whatever the deregistration delay. Established ones are not ended: the target
   * group's attribute `deregistration_delay.connection_termination.enabled` is false by default.
   */
  'aws-nlb': {
    title: "AWS's Network Load Balancer",
    lagMs: 120_000,
    drainDelayMs: null,
    sources: [
      'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2366',
      'https://github.com/aws/containers-roadmap/issues/470',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html',
    ],
  },
  /**
   * A preStop pause of 5 s was too short and one of 25 s was enough. Connections are closed after the deregistration delay,
   * 300 s by default.
   */
  'aws-alb': {
    title: "AWS's Application Load Balancer",
    lagMs: 25_000,
    drainDelayMs: 300_000,
    sources: [
      'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1064',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html',
    ],
  },
  /** Requests failed for about a minute. The draining timeout of the backend service is the user's to set. */
  gcp: {
    title: "Google Cloud's load balancers",
    lagMs: 60_000,
    drainDelayMs: null,
    sources: [
      'https://github.com/kubernetes/ingress-gce/issues/2222',
      'https://cloud.google.com/load-balancing/docs/enabling-connection-draining',
    ],
  },
} as const satisfies Record<string, BalancerTraits>;

type BalancerName = keyof typeof balancers;

export const balancerNames = Object.keys(balancers) as [BalancerName, ...BalancerName[]];

/** A node that leaves gets no new connection, and keeps its established ones. */
export const leavesAtOnce: DeregistrationPolicy = { lagMs: 0, drainDelayMs: null };

/** The values of a preset, or those without one. */
export function deregistrationLike(preset: BalancerName | undefined): DeregistrationPolicy {
  if (preset === undefined) return leavesAtOnce;
  const { lagMs, drainDelayMs } = balancers[preset];
  return { lagMs, drainDelayMs };
}
