import type { NodeState, RolloutRef, RolloutState } from '../journal/records.ts';
import type { IdleDeployment, Span, UnreadySpan } from './model.ts';
import { systemNamespace } from './system-namespace.ts';

type OpenSpan<T extends Span> = { -readonly [K in keyof T]: T[K] };

/** Periods by key, of which the last of each key may still be open. */
export class Spans<T extends Span> {
  readonly all: OpenSpan<T>[] = [];
  readonly #open = new Map<string, OpenSpan<T>>();

  /** The key's open period, if there is one. */
  current(key: string): OpenSpan<T> | undefined {
    return this.#open.get(key);
  }

  /** Begins a period, unless the key's last one is still open. */
  begin(key: string, span: T): void {
    if (this.#open.has(key)) return;
    const opened: OpenSpan<T> = { ...span };
    this.#open.set(key, opened);
    this.all.push(opened);
  }

  end(key: string, atUs: number): void {
    const opened = this.#open.get(key);
    if (opened === undefined) return;
    opened.toUs = atUs;
    this.#open.delete(key);
  }
}

/** Why a node can't accept pods, as text; empty if it can. */
export function nodeFaults(node: NodeState): readonly string[] {
  return [
    ...(node.ready ? [] : [`node ${node.name} is not Ready`]),
    ...(node.unschedulable ? [`node ${node.name} is cordoned`] : []),
  ];
}

/** Why a Deployment, DaemonSet or StatefulSet is not fully rolled out and available, as text. */
export function rolloutFaults(rollout: RolloutState): readonly string[] {
  const name = rolloutKey(rollout);
  if (rollout.observedGeneration < rollout.generation)
    return [`${name}: its controller has not seen its last change`];
  const short = (what: string, count: number) =>
    count < rollout.desired ? [`${name}: ${count} of ${rollout.desired} ${what}`] : [];
  const old = (rollout.replicas ?? 0) - rollout.updated;
  return [
    ...short('updated', rollout.updated),
    ...(old > 0 ? [`${name}: ${old} old ${old === 1 ? 'pod is' : 'pods are'} still there`] : []),
    ...short('ready', rollout.ready),
    ...short('available', rollout.available),
  ];
}

export function rolloutKey(rollout: RolloutRef): string {
  return `${rollout.kind} ${rollout.namespace}/${rollout.name}`;
}

/** Follows what must be ready for a step to count as recovered: nodes, system DaemonSets, the workload. */
export class ReadinessFold {
  readonly #spans = new Spans<UnreadySpan>();
  readonly spans: readonly UnreadySpan[] = this.#spans.all;
  readonly #idle = new Spans<IdleDeployment>();
  readonly idle: readonly IdleDeployment[] = this.#idle.all;
  /** Keys of the workload's rollouts. */
  #workload: ReadonlySet<string> = new Set();

  workload(rollouts: readonly RolloutRef[]): void {
    this.#workload = new Set(rollouts.map(rolloutKey));
  }

  node(node: NodeState, deleted: boolean, atUs: number): void {
    this.#note('node', `node ${node.name}`, deleted ? [] : nodeFaults(node), atUs);
  }

  rollout(rollout: RolloutState, deleted: boolean, atUs: number): void {
    const key = rolloutKey(rollout);
    const ofSystem = rollout.kind === 'DaemonSet' && rollout.namespace === systemNamespace;
    const ofWorkload = this.#workload.has(key);
    if (rollout.kind === 'Deployment' && rollout.namespace === systemNamespace)
      this.#idleness(rollout, deleted, atUs);
    if (ofSystem || ofWorkload) this.#note(rollout.kind, key, deleted ? [] : rolloutFaults(rollout), atUs);
  }

  #idleness({ namespace, name, desired, ready }: RolloutState, deleted: boolean, atUs: number): void {
    const deployment = `${namespace}/${name}`;
    if (deleted || ready > 0 || desired === 0) this.#idle.end(deployment, atUs);
    else this.#idle.begin(deployment, { deployment, fromUs: atUs, toUs: null });
  }

  #note(kind: UnreadySpan['kind'], subject: string, faults: readonly string[], atUs: number): void {
    if (faults.length === 0) {
      this.#spans.end(subject, atUs);
      return;
    }
    this.#spans.begin(subject, { kind, subject, fromUs: atUs, toUs: null, reasons: [] });
    const open = this.#spans.current(subject);
    if (open) open.reasons = [...new Set([...open.reasons, ...faults])];
  }
}
