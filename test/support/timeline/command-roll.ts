import type {
  JournalEntry,
  JournalRecord,
  NodeRef,
  NodeState,
  RecordOf,
  RollLineKind,
} from '../../../harness/journal/records.ts';

/** A roll by a command as two streams, each in its own order: what the API showed, and what the command printed. */
export interface CommandRoll {
  /** Before both. */
  readonly setup: readonly JournalRecord[];
  readonly api: readonly JournalRecord[];
  readonly lines: readonly JournalRecord[];
  /** Where it was ended early and went back: what this tool noted of it, and the lines after that. */
  readonly turn?: readonly JournalRecord[];
  readonly after?: readonly JournalRecord[];
  /** After all. */
  readonly end: readonly JournalRecord[];
}

const s = (seconds: number) => Math.round(seconds * 1e6);
export const record = (atS: number, entry: JournalEntry): JournalRecord =>
  ({ atUs: s(atS), ...entry }) as JournalRecord;

/** The node of a slot, as created: `i-0` and so on. */
export const machine = (
  ordinal: number,
  pool = 'nodes-a',
  role: NodeRef['slot']['role'] = 'worker',
): NodeRef => ({
  uid: `uid-i-${pool}-${ordinal}`,
  name: `i-${pool}-${ordinal}`,
  slot: { pool, role, ordinal },
});

export const setup = (nodes: readonly NodeRef[]): JournalRecord[] => [
  record(1, { type: 'cluster', name: 'c', nodes, apiServers: [], rolling: 'command' }),
  ...nodes.map((node) => shown(2, node, { change: 'added', kubeletVersion: '1.33.13' })),
  record(5, { type: 'phase', phase: 'upgrade', edge: 'begin' }),
];

type Shown = Partial<NodeState> & { readonly change?: 'added' | 'modified' | 'deleted' };

/** What the API shows of a node: Ready, at the new version, unless said otherwise. */
export function shown(atS: number, { name, uid, slot }: NodeRef, over: Shown = {}): JournalRecord {
  const { change = 'modified', ...state } = over;
  const { pool, role } = slot;
  const seen = { name, uid, ready: true, unschedulable: false, kubeletVersion: '1.34.4', pool, role };
  return record(atS, { type: 'node', change, node: { ...seen, ...state } });
}

export const line = (atS: number, what: RollLineKind | null, node: NodeRef | null = null): JournalRecord =>
  record(atS, {
    type: 'roll-line',
    command: 'kops',
    what,
    node: node?.name ?? null,
    instance: node?.name ?? null,
    pool: node?.slot.pool ?? null,
    text: what === 'failed' ? 'Error: failed to drain node' : `${what}`,
  });

export const command = (atS: number, edge: 'begin' | 'end', exitCode = 0): JournalRecord =>
  record(atS, {
    type: 'roll-command',
    command: ['kops', 'rolling-update', 'cluster', '--yes'],
    edge,
    ...(edge === 'end' && { exitCode, outcome: exitCode === 0 ? 'done' : 'failed' }),
  });

export const over = (atS: number): JournalRecord =>
  record(atS, { type: 'phase', phase: 'upgrade', edge: 'end', outcome: 'done' });

/** From the line that names the node as the next one until its machine is ended, in 11 s. */
const linesOf = (atS: number, node: NodeRef): JournalRecord[] => [
  line(atS, 'draining', node),
  line(atS + 5, 'drained'),
  line(atS + 10, 'terminating', node),
  line(atS + 11, 'interval'),
  line(atS + 26, 'validating'),
  line(atS + 27, 'revalidating'),
  line(atS + 37, 'validated'),
];

/** The node cordoned; its machine's end is seen a minute after the command ended it. */
const shownOf = (atS: number, node: NodeRef, kubeletVersion = '1.33.13'): JournalRecord[] => [
  shown(atS + 0.1, node, { unschedulable: true, kubeletVersion }),
  shown(atS + 50, node, { unschedulable: true, ready: false, kubeletVersion }),
  shown(atS + 60, node, { change: 'deleted', unschedulable: true, ready: false, kubeletVersion }),
];

/** The same end where the scenario had the command ended. */
const interrupted = (atS: number): JournalRecord => ({
  ...(command(atS, 'end', 130) as RecordOf<'roll-command'>),
  outcome: 'aborted',
});

/**
 * The same workers, the roll ended after the first one, while the command already drains the last one, then the way back:
 * both new nodes are replaced by old ones, and the detached one leaves last, without a successor.
 */
export function endedHalfWay(): CommandRoll {
  const [first, last] = [machine(0), machine(1)];
  const [newFirst, newLast] = [successor(first), successor(last)];
  const old = { kubeletVersion: '1.33.13' };
  const back = (of: NodeRef) => successor(successor(of));
  return {
    setup: setup([first, last]),
    api: inTime([
      ...comes(20, newLast),
      ...shownOf(40, first),
      ...comes(57, newFirst),
      shown(77.2, last, { unschedulable: true, ...old }),
      ...shownOf(140, newFirst, '1.34.4'),
      ...comes(157, back(first), old),
      ...shownOf(180, newLast, '1.34.4'),
      ...comes(197, back(last), old),
      shown(270, last, { unschedulable: true, ready: false, ...old }),
      shown(280, last, { change: 'deleted', unschedulable: true, ready: false, ...old }),
    ]),
    lines: [
      command(10, 'begin'),
      line(11, 'tainting'),
      line(12, 'detaching', last),
      line(13, 'interval'),
      line(28, 'validating'),
      line(38, 'validated'),
      ...linesOf(40, first),
      line(77.1, 'draining', last),
      interrupted(78),
    ],
    turn: [
      record(78.1, { type: 'roll-stop', upgraded: 1, nodes: 2 }),
      record(110, { type: 'way-back', to: '1.33.13' }),
    ],
    after: [
      command(120, 'begin'),
      line(121, 'tainting'),
      ...linesOf(140, newFirst),
      ...linesOf(180, newLast),
      ...linesOf(220, last),
      line(258, 'completed'),
      command(259, 'end'),
    ],
    end: [over(300)],
  };
}

/** Both workers rolled to the end, then back, with a surge in each round. */
export function thereAndBack(): CommandRoll {
  const there = surgeOfOne();
  const [first, last] = [successor(machine(0)), successor(machine(1))];
  const old = { kubeletVersion: '1.33.13' };
  return {
    ...there,
    api: inTime([
      ...there.api,
      ...comes(220, successor(last), old),
      ...shownOf(240, first, '1.34.4'),
      ...comes(257, successor(first), old),
      ...shownOf(280, last, '1.34.4'),
    ]),
    turn: [
      record(170, { type: 'roll-stop', upgraded: 2, nodes: 2 }),
      record(200, { type: 'way-back', to: '1.33.13' }),
    ],
    after: [
      command(210, 'begin'),
      line(211, 'tainting'),
      line(212, 'detaching', last),
      line(213, 'interval'),
      line(228, 'validating'),
      line(238, 'validated'),
      ...linesOf(240, first),
      ...linesOf(280, last),
      line(318, 'completed'),
      command(319, 'end'),
    ],
    end: [over(350)],
  };
}

/** A new machine that registers, and is Ready three seconds later. */
const comes = (atS: number, node: NodeRef, state: Shown = {}): JournalRecord[] => [
  shown(atS, node, { ...state, change: 'added', ready: false }),
  shown(atS + 3, node, state),
];

/** The new node that takes an old one's slot, or another's. */
export const successor = (of: NodeRef, slot = of.slot): NodeRef => ({
  uid: `${of.uid}-next`,
  name: `${of.name}-next`,
  slot,
});

const inTime = (records: readonly JournalRecord[]) => records.toSorted((a, b) => a.atUs - b.atUs);

/**
 * Two workers with a surge of one, as kops rolls them: the last one is detached, a new one comes, and each is drained and
 * ended in turn. The first one's successor comes six seconds after its end.
 */
export function surgeOfOne(): CommandRoll {
  const [first, last] = [machine(0), machine(1)];
  return {
    setup: setup([first, last]),
    api: inTime([
      ...comes(20, successor(last)),
      ...shownOf(40, first),
      ...comes(57, successor(first)),
      ...shownOf(80, last),
    ]),
    lines: [
      command(10, 'begin'),
      line(11, 'tainting'),
      line(12, 'detaching', last),
      line(13, 'interval'),
      line(28, 'validating'),
      line(38, 'validated'),
      ...linesOf(40, first),
      ...linesOf(80, last),
      line(118, 'completed'),
      command(119, 'end'),
    ],
    end: [over(150)],
  };
}

/** Nodes of the roles' pools, replaced one by one: each new one comes after the old one's end. */
export function replacement(nodes: readonly NodeRef[]): CommandRoll {
  const begin = (index: number) => 40 + index * 40;
  return {
    setup: setup(nodes),
    api: inTime(
      nodes.flatMap((node, index) => [
        ...shownOf(begin(index), node),
        ...comes(begin(index) + 17, successor(node)),
      ]),
    ),
    lines: [
      command(10, 'begin'),
      line(11, 'validating'),
      line(12, 'validated'),
      ...nodes.flatMap((node, index) => linesOf(begin(index), node)),
      line(begin(nodes.length), 'completed'),
      command(begin(nodes.length) + 1, 'end'),
    ],
    end: [over(begin(nodes.length) + 80)],
  };
}

/** As it happened. */
export const asTimed = ({ setup, api, lines, turn = [], after = [], end }: CommandRoll): JournalRecord[] => [
  ...setup,
  ...inTime([...api, ...lines, ...turn, ...after]),
  ...end,
];

/** As the API alone shows it. */
export const withoutLines = (roll: CommandRoll): JournalRecord[] =>
  asTimed({ ...roll, lines: [], after: [] });
