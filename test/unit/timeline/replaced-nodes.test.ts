import { describe, expect, it } from 'vitest';
import type {
  Action,
  Edge,
  JournalEntry,
  JournalRecord,
  NodeRef,
  NodeState,
  Outcome,
} from '../../../harness/journal/records.ts';
import { expectedVersions } from '../../../harness/timeline/members.ts';
import { findRelease } from '../../../harness/timeline/steps.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const at = (atUs: number, entry: JournalEntry): JournalRecord => ({ atUs, ...entry }) as JournalRecord;
const ref = (name: string, ordinal: number): NodeRef => ({
  uid: `uid-${name}`,
  name,
  slot: { pool: 'workers', role: 'worker', ordinal },
});
const old0 = ref('old0', 0);
const old1 = ref('old1', 1);
const created = at(1, { type: 'cluster', name: 'c', nodes: [old0, old1], apiServers: [] });

const intent = (
  atUs: number,
  action: Action,
  edge: Edge,
  more: { step?: number; node?: NodeRef; outcome?: Outcome; provisioned?: NodeRef } = {},
): JournalRecord => {
  const { step = 0, node = old0, outcome = 'done', provisioned } = more;
  const end = edge === 'end' ? { outcome, ...(provisioned === undefined ? {} : { provisioned }) } : {};
  return at(atUs, {
    type: 'intent',
    step,
    repeat: 0,
    node: node.name,
    slot: node.slot,
    action,
    edge,
    ...end,
  });
};
const node = (
  atUs: number,
  name: string,
  change: 'added' | 'modified' | 'deleted' = 'modified',
  over: Partial<NodeState> = {},
): JournalRecord =>
  at(atUs, {
    type: 'node',
    change,
    node: { name, uid: `uid-${name}`, ready: true, unschedulable: false, kubeletVersion: '1.34.4', ...over },
  });
const blind = (atUs: number, edge: Edge): JournalRecord =>
  at(atUs, { type: 'blind', resource: 'nodes', edge, why: 'the API server went' });

const fresh = ref('new', 0);
const leaving = [
  intent(10, 'step', 'begin'),
  intent(11, 'cordon', 'begin'),
  node(12, 'old0', 'modified', { unschedulable: true }),
  intent(13, 'cordon', 'end'),
  intent(20, 'retire', 'begin'),
];

describe('a step that replaces its node', () => {
  const replaced = [
    created,
    ...leaving,
    node(22, 'old0', 'deleted'),
    intent(23, 'retire', 'end'),
    intent(24, 'provision', 'begin'),
    node(25, 'new', 'added', { ready: false }),
    intent(26, 'provision', 'end', { provisioned: fresh }),
    node(30, 'new'),
    intent(31, 'await-version', 'end'),
    intent(32, 'step', 'end'),
  ];

  it('knows when the old one was gone and the new one Ready from the API, and its release is the later', () => {
    const { steps, unready } = foldTimeline(replaced);
    expect(steps).toMatchObject([
      {
        node: 'old0',
        outcome: 'done',
        uncordoned: null,
        cordoned: { atUs: 12, knownFrom: 'api' },
        retired: { atUs: 22, knownFrom: 'api' },
        provisioned: [{ node: fresh, ready: { atUs: 30, knownFrom: 'api' } }],
      },
    ]);
    expect(steps.map(findRelease)).toEqual([{ atUs: 30, knownFrom: 'api' }]);
    expect(unready).toMatchObject([
      { subject: 'node old0', fromUs: 12, toUs: 22 },
      { subject: 'node new', fromUs: 25, toUs: 30 },
    ]);
  });

  it('is not released before its end', () => {
    expect(foldTimeline(replaced.slice(0, -1)).steps.map(findRelease)).toEqual([null]);
    const failed = [...replaced.slice(0, -1), intent(32, 'step', 'end', { outcome: 'failed' })];
    expect(foldTimeline(failed).steps.map(findRelease)).toEqual([null]);
  });

  it('knows a new node that was Ready before it', () => {
    const { steps } = foldTimeline([
      created,
      intent(10, 'provision', 'begin'),
      node(11, 'new', 'added'),
      intent(12, 'provision', 'end', { provisioned: fresh }),
      intent(13, 'await-version', 'end'),
    ]);
    expect(steps[0]?.provisioned).toEqual([{ node: fresh, ready: { atUs: 11, knownFrom: 'api' } }]);
  });

  it('uses its own record if the API could not be seen', () => {
    const { steps } = foldTimeline([
      created,
      ...leaving,
      blind(20, 'begin'),
      intent(23, 'retire', 'end'),
      intent(26, 'provision', 'end', { provisioned: fresh }),
      intent(31, 'await-version', 'end'),
      node(90, 'old0', 'deleted'),
      node(90, 'new', 'added'),
      blind(91, 'end'),
    ]);
    expect(steps).toMatchObject([
      {
        retired: { atUs: 23, knownFrom: 'intent' },
        provisioned: [{ ready: { atUs: 31, knownFrom: 'intent' } }],
      },
    ]);
  });

  it('is released with the removal if its successor came before it', () => {
    const { steps } = foldTimeline([
      created,
      intent(5, 'step', 'begin'),
      intent(7, 'provision', 'end', { provisioned: fresh }),
      node(8, 'new', 'added'),
      intent(9, 'await-version', 'end'),
      ...leaving.slice(1),
      intent(23, 'retire', 'end'),
      intent(24, 'step', 'end'),
    ]);
    expect(steps.map(findRelease)).toEqual([{ atUs: 23, knownFrom: 'intent' }]);
  });

  it('is not cordoned already because an earlier node had that name', () => {
    const { steps } = foldTimeline([
      node(1, 'old0', 'added', { unschedulable: true }),
      node(2, 'old0', 'deleted'),
      node(3, 'old0', 'added'),
      intent(10, 'step', 'begin'),
    ]);
    expect(steps).toMatchObject([{ began: { atUs: 10, knownFrom: 'intent' }, cordoned: null }]);
  });
});

describe('the expected nodes', () => {
  const versions = (...records: JournalRecord[]) =>
    Object.fromEntries(expectedVersions(foldTimeline([created, ...records]), '1.33.13', '1.34.4'));

  it('are those created, at the version before the roll', () => {
    expect(versions()).toEqual({ old0: '1.33.13', old1: '1.33.13' });
  });

  it('have the new version when their step is done', () => {
    expect(versions(...leaving)).toEqual({ old0: '1.33.13', old1: '1.33.13' });
    expect(versions(intent(30, 'step', 'end'))).toEqual({ old0: '1.34.4', old1: '1.33.13' });
    expect(versions(intent(30, 'step', 'end', { outcome: 'failed' }))).toEqual({
      old0: '1.33.13',
      old1: '1.33.13',
    });
  });

  it('are without the removed and with the new ones, which have the new version from the start', () => {
    const retired = intent(23, 'retire', 'end');
    expect(versions(retired)).toEqual({ old1: '1.33.13' });
    const provisioned = intent(26, 'provision', 'end', { provisioned: fresh });
    expect(versions(retired, provisioned, intent(32, 'step', 'end'))).toEqual({
      old1: '1.33.13',
      new: '1.34.4',
    });
    const notRetired = intent(23, 'retire', 'end', { outcome: 'failed' });
    expect(versions(notRetired)).toEqual({ old0: '1.33.13', old1: '1.33.13' });
  });

  it('may be more than before during a surge', () => {
    const ahead = intent(9, 'provision', 'end', { provisioned: ref('ahead', 1) });
    expect(versions(ahead)).toEqual({ old0: '1.33.13', old1: '1.33.13', ahead: '1.34.4' });
  });

  it('may have the name of a removed one', () => {
    const again = { ...old0, uid: 'another' };
    const all = [
      created,
      intent(23, 'retire', 'end'),
      intent(26, 'provision', 'end', { provisioned: again }),
      intent(32, 'step', 'end'),
    ];
    expect(foldTimeline(all).members.get('old0')).toEqual({ node: again, upgraded: true });
  });
});
