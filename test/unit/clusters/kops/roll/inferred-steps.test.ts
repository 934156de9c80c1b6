import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../../../../harness/clusters/kops/read-line.ts';
import type {
  JournalEntry,
  JournalRecord,
  NodeRef,
  NodeState,
} from '../../../../../harness/journal/records.ts';
import type { Step } from '../../../../../harness/timeline/model.ts';
import { findRelease } from '../../../../../harness/timeline/steps.ts';
import { foldTimeline } from '../../../../../harness/timeline/timeline.ts';

const cluster = 'recorded1.k8s.local';
const folder = new URL('../../../../fixtures/kops/recorded-roll/', import.meta.url);
const readLines = (file: string) => readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n');

/** Seconds since 05:36. */
const toSeconds = (time: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return (hours - 5) * 3600 + (minutes - 36) * 60 + seconds;
};
const at = (time: string, entry: JournalEntry): JournalRecord =>
  ({ atUs: Math.round((toSeconds(time) + 60) * 1e6), ...entry }) as JournalRecord;

let running: readonly string[] = [];
const printed = readLines('rolling-update.txt').map((line): JournalRecord => {
  const [time = '', ...words] = line.split(' ');
  const text = words.join(' ');
  if (text.startsWith('$ ')) {
    running = words.slice(1);
    return at(time, { type: 'roll-command', command: running, edge: 'begin' });
  }
  if (text.startsWith('exit '))
    return at(time, { type: 'roll-command', command: running, edge: 'end', exitCode: 0, outcome: 'done' });
  return at(time, { type: 'roll-line', command: 'kops', ...readLine(text, cluster), text });
});

const seen = readLines('nodes.txt').map((line) => {
  const [time = '', change = '', name = '', pool = '-', kubeletVersion = '', ...holds] = line.split(' ');
  const node: NodeState = {
    ...{ name, uid: name, kubeletVersion, ready: holds.includes('Ready') },
    unschedulable: holds.includes('cordoned'),
    ...(pool !== '-' && { pool }),
    role: holds.includes('excluded') && pool.startsWith('control-plane') ? 'control-plane' : 'worker',
    ...(holds.includes('excluded') && { excluded: true as const }),
    ...(holds.includes('scheduled-for-update') && { scheduledForUpdate: true as const }),
  };
  return { time, node, change: change.toLowerCase() as 'added' | 'modified' | 'deleted' };
});
const shown = seen.map(({ time, node, change }) => at(time, { type: 'node', change, node }));

const ref = (name: string, pool: string, role: 'control-plane' | 'worker', ordinal: number): NodeRef => ({
  ...{ uid: name, name, slot: { pool, role, ordinal } },
});
const [plane, first, second] = [
  ref('i-832cd52e586755605', 'control-plane-us-east-1a', 'control-plane', 0),
  ref('i-0c20a45a4ae0885c0', 'nodes-us-east-1a', 'worker', 0),
  ref('i-6ed4a791cb3401a96', 'nodes-us-east-1a', 'worker', 1),
];

function fold(records: readonly JournalRecord[]) {
  return foldTimeline([
    at('05:35:00', {
      ...{ type: 'cluster', name: cluster, nodes: [plane, first, second], apiServers: [] },
      rolling: 'command',
    }),
    at('05:35:58', { type: 'phase', phase: 'upgrade', edge: 'begin' }),
    ...records.toSorted((a, b) => a.atUs - b.atUs),
    at('05:41:00', { type: 'phase', phase: 'upgrade', edge: 'end', outcome: 'done' }),
  ]);
}
/** In seconds since 05:36. */
const seconds = (atUs: number | null | undefined) =>
  atUs == null ? null : Math.round(atUs / 1e5 - 600) / 10;
const describeSteps = (steps: readonly Step[]) =>
  steps.map(({ node, outcome, provisioned }) => ({
    ...{ node, outcome },
    provisioned: provisioned.map((fresh) => fresh.node.name),
  }));
const expected = [
  { node: plane.name, outcome: 'done', provisioned: ['i-78a4cf5d188cf6c9f'] },
  // the surge, which kops began by detaching the other one, and this one's own successor
  { node: second.name, outcome: 'done', provisioned: ['i-fa087cb6992e337c1', 'i-5dbf3faa26d1cec51'] },
  { node: first.name, outcome: 'done', provisioned: [] },
];

describe('a roll by kops that was recorded', () => {
  const timeline = fold([...printed, ...shown]);
  const { steps } = timeline;

  it('is one step for each node, in the order in which kops drained them', () => {
    expect(describeSteps(steps)).toEqual(expected);
    expect([...timeline.members.keys()]).toEqual([
      'i-78a4cf5d188cf6c9f',
      'i-fa087cb6992e337c1',
      'i-5dbf3faa26d1cec51',
    ]);
  });

  it('gives each new node a slot of its pool, no two the same', () => {
    const slots = [...timeline.members.values()].map(({ node }) => `${node.slot.pool} ${node.slot.ordinal}`);
    expect(slots.toSorted()).toEqual([
      'control-plane-us-east-1a 0',
      'nodes-us-east-1a 0',
      'nodes-us-east-1a 1',
    ]);
  });

  it('begins with the cordon, or with the detaching of a surge', () => {
    expect(steps.map(({ began }) => [seconds(began.atUs), began.knownFrom])).toEqual([
      [34, 'api'],
      [147.8, 'tool'],
      [226, 'api'],
    ]);
  });

  it('is released when the new nodes are Ready; without one, when kops has ended the machine', () => {
    expect(steps.map(findRelease).map((bound) => [seconds(bound?.atUs), bound?.knownFrom])).toEqual([
      [82, 'api'],
      [206, 'api'],
      [231.5, 'tool'],
    ]);
  });

  it("has kops' drains, ends, pauses and validations", () => {
    const spans = (action: string) =>
      steps.map((step) =>
        step.actions
          .filter((one) => one.action === action)
          .map(({ fromUs, toUs }) => [seconds(fromUs), seconds(toUs)]),
      );
    expect(spans('drain')).toEqual([[[34, 35]], [[178, 190.7]], [[226, 226.5]]]);
    expect(spans('retire')).toEqual([[[40, 40]], [[195.7, 195.8]], [[231.5, 231.5]]]);
    expect(spans('interval')).toEqual([[[40, 50.1]], [[195.8, 215.8]], [[231.5, 251.5]]]);
    expect(spans('gate')).toEqual([[[50.1, 99.1]], [[215.8, 226.2]], [[251.5, 261.7]]]);
  });

  it("is the same without kops' lines, but for when a machine without a successor had ended", () => {
    const silent = fold(shown);
    expect(describeSteps(silent.steps)).toEqual([
      ...expected.slice(0, 2),
      // its Node was still there when the recording ended
      { ...expected[2], outcome: null },
    ]);
  });
});
