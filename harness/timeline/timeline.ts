import type { JournalRecord, NodeState, PodState, Resource, RolloutState } from '../journal/records.ts';
import { EvictedPodsFold } from './evicted-pods.ts';
import { hold } from './hold.ts';
import { CommandRoll } from './inferred/command-roll.ts';
import { KeptRecords } from './kept.ts';
import { MembersFold } from './members.ts';
import type { BlindSpot, FreshList, HeldState, RecordOf, Timeline } from './model.ts';
import { PhasesFold } from './phases.ts';
import { PodLives } from './pod-lives.ts';
import { ProbeFold } from './probes.ts';
import { ProxyGapsFold } from './proxy-gaps.ts';
import { ReadinessFold, rolloutKey, Spans } from './readiness.ts';
import { RemovedEndpointsFold } from './removed-endpoints.ts';
import { ServicesFold } from './services.ts';
import { StepFold } from './steps.ts';
import { TurnFold } from './turn.ts';
import { ProblemFold } from './unready/problems.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Health of the generator and its machine. */
const perSecond: ReadonlySet<JournalRecord['type']> = new Set(['load-host', 'thread', 'host']);

/** Folds journal records, one by one, into a timeline. The cost per record is constant. */
export class TimelineFold {
  readonly #phases = new PhasesFold();
  readonly #steps = new StepFold();
  readonly #members = new MembersFold();
  readonly #readiness = new ReadinessFold();
  readonly #blind = new Spans<BlindSpot>();
  readonly #probes = new ProbeFold();
  readonly #lives = new PodLives();
  readonly #evicted = new EvictedPodsFold();
  readonly #proxies = new ProxyGapsFold();
  readonly #removed = new RemovedEndpointsFold();
  readonly #problems = new ProblemFold();
  readonly #nodes = new Map<string, HeldState<NodeState>>();
  readonly #pods = new Map<string, HeldState<PodState>>();
  readonly #services = new ServicesFold();
  readonly #rollouts = new Map<string, HeldState<RolloutState>>();
  readonly #listed = new Map<Resource, FreshList>();
  readonly #kept = new KeptRecords();
  /** One code path for what this tool did and what is inferred of what a command did. */
  readonly #roll = new CommandRoll(
    { nodes: this.#nodes, pods: this.#pods, steps: this.#steps.steps },
    {
      intent: (intent) => this.#intent(intent),
      eviction: (eviction) => this.#eviction(eviction),
      ended: (node, atUs) => {
        this.#readiness.node(node, true, atUs);
        this.#proxies.nodeGone(node.name, atUs);
      },
    },
  );
  readonly #turn = new TurnFold([this.#members, this.#roll, this.#steps], (node, atUs) =>
    this.#readiness.node(node, false, atUs),
  );
  readonly #view: Mutable<Timeline> = {
    header: null,
    lastUs: 0,
    phases: this.#phases.phases,
    steps: this.#steps.steps,
    blind: this.#blind.all,
    unready: this.#readiness.spans,
    emptyServices: this.#services.empty,
    idleDeployments: this.#readiness.idle,
    listed: this.#listed,
    members: this.#members.members,
    nodes: this.#nodes,
    pods: this.#pods,
    podLives: this.#lives.all,
    evicted: this.#evicted.all,
    problems: this.#problems,
    endpoints: this.#services.slices,
    removedEndpoints: this.#removed.removed,
    proxyGaps: this.#proxies.gaps,
    rollouts: this.#rollouts,
    probes: this.#probes.series,
    frontDoor: null,
    workload: null,
    claims: null,
    cluster: null,
    turn: this.#turn.turn,
    ...this.#kept.all,
  };

  /**
   * Whether records of every second are kept: probes and the load generator host's health. Gates and the live
   * view read none of them.
   */
  readonly #series: 'kept' | 'left out';

  constructor(series: 'kept' | 'left out' = 'kept') {
    this.#series = series;
  }

  /** The timeline so far. It is not copied: it changes with the next record. */
  view(): Timeline {
    return this.#view;
  }

  /** Unknown record types are ignored. */
  add(record: JournalRecord): void {
    this.#view.lastUs = Math.max(this.#view.lastUs, record.atUs);
    switch (record.type) {
      case 'journal':
        this.#view.header = record;
        break;
      case 'phase':
        this.#phases.phase(record);
        this.#roll.phase(record);
        break;
      case 'claims':
        this.#view.claims = record.claims;
        break;
      case 'cluster':
        this.#members.cluster(record);
        this.#roll.cluster(record);
        this.#view.cluster = record;
        break;
      case 'intent':
        this.#intent(record);
        break;
      case 'roll-command':
      case 'roll-line':
        this.#kept.add(record);
        this.#roll.report(record);
        break;
      case 'roll-stop':
      case 'way-back':
        this.#turn.add(record, this.#view);
        break;
      case 'node':
        this.#node(record);
        break;
      case 'pod':
        this.#roll.pod(record);
        hold(this.#pods, record.pod.uid, record.pod, record);
        this.#proxy(record);
        this.#problems.pod(record);
        this.#evicted.pod(record.pod);
        if (this.#services.isLoadedNamespace(record.pod.namespace))
          this.#lives.pod(record.pod, record.change === 'deleted', record.atUs);
        break;
      case 'endpoints':
        this.#slice(record);
        break;
      case 'rollout':
        hold(this.#rollouts, rolloutKey(record.rollout), record.rollout, record);
        this.#readiness.rollout(
          this.#roll.withoutEnded(record.rollout),
          record.change === 'deleted',
          record.atUs,
        );
        break;
      case 'event':
        this.#problems.event(record);
        this.#kept.add(record);
        break;
      case 'list':
        this.#listed.set(record.resource, record);
        break;
      case 'blind':
        this.#blindness(record);
        break;
      case 'probe':
        if (this.#series === 'kept') this.#probes.add(record);
        break;
      case 'frontdoor':
        this.#view.frontDoor = record;
        break;
      case 'workload':
        this.#view.workload = record;
        this.#services.workload(record);
        this.#readiness.workload(record.rollouts);
        break;
      case 'eviction':
        this.#eviction(record);
        break;
      default:
        if (this.#series === 'kept' || !perSecond.has(record.type)) this.#kept.add(record);
    }
  }

  #eviction(record: RecordOf<'eviction'>): void {
    this.#evicted.eviction(record, this.#pods);
    this.#kept.add(record);
  }

  #blindness({ edge, resource, why, atUs }: RecordOf<'blind'>): void {
    if (edge === 'end') this.#blind.end(resource, atUs);
    else this.#blind.begin(resource, { resource, why, fromUs: atUs, toUs: null });
  }

  #proxy({ pod, change, atUs }: RecordOf<'pod'>): void {
    this.#proxies.pod(pod, change === 'deleted', atUs, this.#blind.current('pods')?.fromUs ?? null);
  }

  #intent(intent: Parameters<StepFold['intent']>[0]): void {
    this.#steps.intent(intent);
    this.#members.intent(intent);
    const held = intent.action === 'quarantine' ? this.#nodes.get(intent.node) : undefined;
    if (held) this.#readiness.node(this.#members.withoutQuarantine(held.state), false, intent.atUs);
  }

  #node(record: RecordOf<'node'>): void {
    const { node, atUs } = record;
    const before = this.#nodes.get(node.name)?.state;
    hold(this.#nodes, node.name, node, record);
    const deleted = record.change === 'deleted';
    const blindSinceUs = this.#blind.current('nodes')?.fromUs ?? null;
    const counted = this.#members.withoutQuarantine(this.#turn.withoutLeft(node));
    this.#readiness.node(counted, deleted || this.#roll.hasEnded(node), atUs);
    if (deleted) this.#proxies.nodeGone(node.name, atUs);
    if (deleted) this.#steps.gone(node.name, atUs, blindSinceUs);
    else this.#steps.node(before, node, atUs, blindSinceUs);
    this.#roll.node(before, record);
  }

  #slice(record: RecordOf<'endpoints'>): void {
    this.#removed.slice(record, this.#blind.current('endpointslices')?.fromUs ?? null);
    this.#services.slice(record);
    if (this.#services.isLoaded(record)) this.#lives.slice(record, record.atUs);
  }
}

/**
 * The timeline of a run's evidence. Stops at teardown's opening record, so that a report made before teardown
 * and a later one are equal.
 */
export function foldTimeline(records: Iterable<JournalRecord>): Timeline {
  const fold = new TimelineFold();
  for (const record of records) {
    if (record.type === 'phase' && record.phase === 'teardown') break;
    fold.add(record);
  }
  return fold.view();
}

export type { Timeline } from './model.ts';
export { addonsUnmet, type Expectation, unmet } from './unmet.ts';
export {
  type ContainerRun,
  type ExplainedObjects,
  type Explanation,
  explainUnready,
} from './unready/explain.ts';
