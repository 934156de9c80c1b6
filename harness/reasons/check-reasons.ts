import { duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';

interface AtVersion {
  readonly version: string;
}

interface LostPod {
  readonly node: string;
  /** `namespace/name`. */
  readonly pod: string;
}

interface NamedComponents {
  readonly found: readonly { readonly title: string; readonly pods: number }[];
  /** Titles of those that were not there before either. */
  readonly absent: readonly string[];
}

interface ReadyPods {
  readonly component: string;
  readonly ready: number;
  readonly before: number;
}

interface FewRequests {
  readonly lane: string;
  readonly requests: number;
  /** Title of a step; null: the phase is the place. */
  readonly step: string | null;
  readonly phase: 'baseline' | 'recovery' | null;
  readonly least: number;
}

/** Findings of post-checks. */
export const checkReasons = {
  'not-looked-at': () => 'the run was cut short before it could be looked at',
  'no-baseline-or-lane': () => 'there is no baseline, or no lane',
  'node-gone': ({ node }: { node: string }) => `${node} is gone`,
  'retired-node-remains': ({ node }: { node: string }) => `${node} was retired and is still there`,
  'node-at-version': ({ node, version }: { node: string } & AtVersion) => `${node} reports ${version}`,
  'nodes-at-version': ({ nodes, version }: { nodes: number } & AtVersion) =>
    `all ${count(nodes)} nodes report ${version}`,
  'node-not-rolled': ({ node }: { node: string }) => `${node} was not rolled`,
  'nodes-rolled': ({ nodes }: { nodes: number }) => `all ${count(nodes)} nodes were rolled`,
  'node-not-rolled-back': ({ node }: { node: string }) => `${node} was not rolled on the way back`,
  'nodes-rolled-back': ({ nodes }: { nodes: number }) =>
    nodes === 1
      ? 'the upgraded node was rolled on the way back'
      : `all ${count(nodes)} upgraded nodes were rolled on the way back`,
  'nothing-to-roll': () => 'nothing was to be rolled',
  'pod-gone': ({ pod }: { pod: string }) => `${pod} is gone`,
  'pod-runs': ({ pod, image }: { pod: string; image: string }) => `${pod} runs ${image}`,
  'static-pods-at-version': ({ pods, version }: { pods: number } & AtVersion) =>
    `all ${count(pods)} static pods run the images of ${version}`,
  'addons-at-version': ({ containers, version }: { containers: number } & AtVersion) =>
    `all ${count(containers)} containers of kubeadm's addons run the images of ${version}`,
  'components-at-version': ({ containers, version }: { containers: number } & AtVersion) =>
    containers === 0
      ? "no other pod of kube-system has Kubernetes' version as its image's tag"
      : `all ${count(containers)} containers with Kubernetes' version as their image's tag run ${version}`,
  'components-gone': ({ component, there, before }: { component: string; there: number; before: number }) =>
    `${count(there)} of ${count(before)} ${component} pods are there`,
  'components-healthy': ({ found, absent }: NamedComponents) => {
    const there = found.map(({ title, pods }) => `${title} ${count(pods)}`).join(', ');
    const all = found.length === 0 ? 'there were none before' : `as many as before, all Ready: ${there}`;
    return absent.length === 0 ? all : `${all}; not in this cluster: ${absent.join(', ')}`;
  },
  'component-on-node-gone': ({ component, node }: { component: string; node: string }) =>
    `${node} has no Ready pod of ${component}`,
  'components-not-ready': ({ component, ready, before }: ReadyPods) =>
    `${count(ready)} of ${count(before)} pods of ${component} are Ready`,
  'system-pod-lingers': ({ pod, state, command }: { pod: string; state: string; command: string }) =>
    `${pod} is left over (${state}); to remove it: ${command}`,
  'system-pod-not-ready': ({ pod, state }: { pod: string; state: string }) =>
    `${pod} is not ready (${state})`,
  'system-pods-ready': ({ pods }: { pods: number }) => `all ${count(pods)} system pods are Ready`,
  'bare-pod-lost': ({ node, pod }: LostPod) =>
    `the drain of ${node} ended the pod ${pod} for good: it has no controller`,
  'owned-pod-lost': ({ node, pod, owner }: LostPod & { owner: string }) =>
    `the drain of ${node} ended the pod ${pod} of ${owner}, which has made no other one`,
  'evicted-pods-made-again': () => 'every pod that a drain evicted was made again',
  'phase-short': ({ phase, tookMs, askedMs }: { phase: string; tookMs: number; askedMs: number }) =>
    `the ${phase} took ${duration(tookMs)}, and ${duration(askedMs)} were asked for`,
  'phases-at-length': () => 'baseline and recovery were as long as the scenario asks for',
  'few-requests': ({ lane, requests, step, phase, least }: FewRequests) =>
    `${lane}: ${count(requests)} requests in ${step ?? `the ${phase}`}, fewer than ${count(least)}`,
  'enough-requests': ({ inBaseline, elsewhere }: { inBaseline: number; elsewhere: number }) =>
    `at least ${count(inBaseline)} requests in each lane's baseline and ${count(elsewhere)} in each step's window and in the recovery`,
  'baseline-good': () => 'the baseline meets the criteria itself',
  'baseline-outage': ({ lane, ms }: { lane: string; ms: number }) =>
    `an outage of ${duration(ms)} in ${lane}`,
  'baseline-bad-requests': ({ lane, ms }: { lane: string; ms: number }) =>
    `${duration(ms)} worth of requests were bad in ${lane}`,
  'baseline-probe-failed': ({ probe, ms }: { probe: string; ms: number }) =>
    `the ${probe} probe failed for ${duration(ms)}`,
};
