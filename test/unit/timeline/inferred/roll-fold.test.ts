import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord, NodeRef } from '../../../../harness/journal/records.ts';
import { expectedVersions } from '../../../../harness/timeline/members.ts';
import type { Step } from '../../../../harness/timeline/model.ts';
import { findRelease } from '../../../../harness/timeline/steps.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import {
  asTimed,
  type CommandRoll,
  command,
  line,
  machine,
  over,
  replacement,
  setup,
  shown,
  successor,
  surgeOfOne,
} from '../../../support/timeline/command-roll.ts';

const s = (seconds: number) => seconds * 1e6;
const names = (step: Step) => [...new Set(step.actions.map(({ action }) => action))].toSorted();
const rolled = (steps: readonly Step[]) =>
  steps.map(({ index, node, slot, outcome, provisioned }) => ({
    index,
    node,
    ordinal: slot.ordinal,
    outcome,
    provisioned: provisioned.map((fresh) => `${fresh.node.name} in ${fresh.node.slot.ordinal}`),
  }));
const [first, last] = [machine(0), machine(1)];
const ofSurge = [
  {
    index: 0,
    node: first.name,
    ordinal: 0,
    outcome: 'done',
    provisioned: [`${last.name}-next in 1`, `${first.name}-next in 0`],
  },
  { index: 1, node: last.name, ordinal: 1, outcome: 'done', provisioned: [] },
];

describe('two workers with a surge of one', () => {
  const timeline = foldTimeline(asTimed(surgeOfOne()));

  it('are two steps; the new node that came first belongs to the first one, in the slot of the last', () => {
    expect(rolled(timeline.steps)).toEqual(ofSurge);
  });

  it('begin with the detaching, and with the next node that is named', () => {
    expect(timeline.steps.map(({ began }) => began)).toEqual([
      { atUs: s(12), knownFrom: 'tool' },
      { atUs: s(80), knownFrom: 'tool' },
    ]);
  });

  it('are released when the successor is Ready, or else at the end of their machine', () => {
    expect(timeline.steps.map(findRelease)).toEqual([
      { atUs: s(60), knownFrom: 'api' },
      { atUs: s(91), knownFrom: 'tool' },
    ]);
  });

  it('have the actions that the lines refine, each once', () => {
    const [step] = timeline.steps;
    const when = (action: string) =>
      step?.actions.filter((one) => one.action === action).map(({ fromUs, toUs }) => [fromUs, toUs]);
    expect(when('cordon')).toEqual([[s(40), s(40.1)]]);
    expect(when('drain')).toEqual([[s(40.1), s(45)]]);
    expect(when('retire')).toEqual([[s(50), s(51)]]);
    expect(when('provision')).toEqual([
      [s(12), s(20)],
      [s(51), s(57)],
    ]);
    expect(when('await-version')).toEqual([
      [s(20), s(23)],
      [s(57), s(60)],
    ]);
    expect(when('interval')).toEqual([[s(51), s(66)]]);
    expect(when('gate')).toEqual([[s(66), s(77)]]);
    expect(when('step')).toEqual([[s(12), s(60)]]);
  });

  it('leave the new nodes to be expected, at the new version', () => {
    expect([...expectedVersions(timeline, '1.33.13', '1.34.4')]).toEqual([
      [`${last.name}-next`, '1.34.4'],
      [`${first.name}-next`, '1.34.4'],
    ]);
  });

  it('are not unready once their machine has ended, though the API shows them for a minute', () => {
    expect(timeline.unready.filter(({ subject }) => subject === `node ${first.name}`)).toMatchObject([
      { fromUs: s(40.1), toUs: s(51) },
    ]);
  });

  it('are the same two steps without a line of the command', () => {
    const { setup, api, end } = surgeOfOne();
    const { steps } = foldTimeline([...setup, ...api, ...end]);
    expect(rolled(steps)).toEqual(ofSurge);
    expect(steps.map(({ began }) => began)).toEqual([
      { atUs: s(20), knownFrom: 'api' },
      { atUs: s(80.1), knownFrom: 'api' },
    ]);
    expect(steps.map((step) => step.cordoned?.atUs)).toEqual([s(40.1), s(80.1)]);
    // the successor shows that the first machine has ended; the last one has none, and is known by its Node alone
    expect(steps.map(findRelease)).toEqual([
      { atUs: s(60), knownFrom: 'api' },
      { atUs: s(140), knownFrom: 'api' },
    ]);
  });
});

describe('nodes that are replaced without a surge', () => {
  it('each bring their own successor', () => {
    const { steps } = foldTimeline(asTimed(replacement([first, last])));
    expect(rolled(steps)).toMatchObject([
      { node: first.name, outcome: 'done', provisioned: [`${first.name}-next in 0`] },
      { node: last.name, outcome: 'done', provisioned: [`${last.name}-next in 1`] },
    ]);
    expect(steps.map(({ began }) => began.atUs)).toEqual([s(40), s(80)]);
  });

  it('can be three control planes, each of a pool of its own', () => {
    const planes = ['a', 'b', 'c'].map((zone) => machine(0, `control-plane-${zone}`, 'control-plane'));
    const { steps, members } = foldTimeline(asTimed(replacement(planes)));
    expect(steps.map(({ node, slot, outcome }) => [node, slot.pool, outcome])).toEqual(
      planes.map(({ name, slot }) => [name, slot.pool, 'done']),
    );
    expect([...members.keys()]).toEqual(planes.map(({ name }) => `${name}-next`));
  });

  it('do not wait for a Node that leaves the API late', () => {
    const roll = replacement([first, last]);
    const late = roll.api.map((one) =>
      one.type === 'node' && one.node.name === first.name && (one.change === 'deleted' || !one.node.ready)
        ? { ...one, atUs: one.atUs + s(60) }
        : one,
    );
    const { steps } = foldTimeline(asTimed({ ...roll, api: late.toSorted((a, b) => a.atUs - b.atUs) }));
    expect(steps.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(steps.map(findRelease)).toMatchObject([{ atUs: s(60) }, { atUs: s(100) }]);
  });
});

describe('a drain that fails', () => {
  const records = [
    ...setup([first, last]),
    command(10, 'begin'),
    line(40, 'draining', first),
    shown(40.1, first, { unschedulable: true }),
    line(60, 'failed'),
    line(60, 'completed'),
    command(60.1, 'end', 1),
    over(61),
  ];
  const { steps, members } = foldTimeline(records);

  it("ends its step with the command's error", () => {
    expect(steps).toMatchObject([{ node: first.name, outcome: 'failed', retired: null }]);
    expect(steps[0]?.actions.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { action: 'step', detail: 'Error: failed to drain node' },
      { action: 'drain', detail: 'Error: failed to drain node' },
    ]);
  });

  it('leaves every node that was there to be expected, at the version it had', () => {
    expect([...expectedVersions({ members }, 'old', 'new').values()]).toEqual(['old', 'old']);
  });
});

it('a validation that never passes fails the step before it, with what it missed', () => {
  const records: JournalRecord[] = [
    ...setup([first]),
    command(10, 'begin'),
    line(40, 'draining', first),
    shown(40.1, first, { unschedulable: true }),
    line(50, 'terminating', first),
    line(51, 'interval'),
    line(66, 'validating'),
    line(67, 'not-validated'),
    line(97, 'failed'),
    command(97.1, 'end', 1),
    over(98),
  ];
  const { steps } = foldTimeline(records);
  expect(steps).toMatchObject([{ outcome: 'failed', retired: { atUs: s(51), knownFrom: 'tool' } }]);
  expect(steps[0]?.actions.find(({ action }) => action === 'gate')).toMatchObject({
    outcome: 'failed',
    detail: 'Error: failed to drain node (not-validated)',
  });
});

it('a node that is uncordoned was upgraded where it is', () => {
  const { steps, members } = foldTimeline([
    ...setup([first, last]),
    shown(40, first, { unschedulable: true, kubeletVersion: '1.33.13' }),
    shown(60, first, { unschedulable: true, ready: false, kubeletVersion: '1.33.13' }),
    shown(70, first, { unschedulable: true }),
    shown(71, first),
    over(80),
  ]);
  expect(steps).toMatchObject([{ node: first.name, outcome: 'done', retired: null, provisioned: [] }]);
  expect(steps.map(findRelease)).toEqual([{ atUs: s(71), knownFrom: 'api' }]);
  expect([...expectedVersions({ members }, 'old', 'new').values()]).toEqual(['new', 'old']);
});

it('a node that leaves without a cordon has had its step', () => {
  const { steps } = foldTimeline([
    ...setup([first, last]),
    shown(40, first, { change: 'deleted' }),
    shown(50, successor(first), { change: 'added' }),
    over(80),
  ]);
  expect(rolled(steps)).toMatchObject([{ node: first.name, outcome: 'done' }]);
});

describe('nodes of no slot', () => {
  const extra: NodeRef = { ...machine(9), slot: first.slot };

  it('are those that were there before the roll, and those that an autoscaler adds', () => {
    const { members, steps } = foldTimeline([
      ...setup([first]).slice(0, -1),
      shown(3, { ...extra, name: 'before', uid: 'before' }, { change: 'added' }),
      ...setup([first]).slice(-1),
      ...asTimed(replacement([first]))
        .filter(({ type }) => type === 'node' || type.startsWith('roll-'))
        .slice(1),
      shown(100, extra, { change: 'added' }),
    ]);
    expect([...members.keys()]).toEqual([`${first.name}-next`]);
    expect(steps).toHaveLength(1);
  });
});

it('a cordon outside the upgrade begins no step', () => {
  const before = setup([first, last]).slice(0, -1);
  const { steps } = foldTimeline([...before, shown(4, first, { unschedulable: true })]);
  expect(steps).toEqual([]);
});

it('a cluster that this tool rolls itself has no inferred step', () => {
  const records = asTimed(surgeOfOne()).map((one) => {
    if (one.type !== 'cluster') return one;
    const { rolling: _, ...byNodes } = one;
    return byNodes;
  });
  expect(foldTimeline(records).steps).toEqual([]);
});

/** Both streams in their own order, and one before the other wherever the choices say so. */
function interleave({ setup, api, lines, end }: CommandRoll, choices: readonly boolean[]): JournalRecord[] {
  const queues = { api: [...api], lines: [...lines] };
  const merged: JournalRecord[] = [];
  for (const choice of choices) {
    const next = (choice ? queues.api : queues.lines).shift() ?? (choice ? queues.lines : queues.api).shift();
    if (next !== undefined) merged.push(next);
  }
  return [...setup, ...[...merged, ...end].map((one, index) => ({ ...one, atUs: s(10 + index) }))];
}

describe('whatever of the lines and the API comes first', () => {
  it.each([
    ['a surge of one', surgeOfOne()],
    ['replacement', replacement([first, last])],
    [
      'three control planes',
      replacement(['a', 'b', 'c'].map((zone) => machine(0, `control-plane-${zone}`, 'control-plane'))),
    ],
  ])('%s is the same steps in the same order', (_, roll) => {
    const count = roll.api.length + roll.lines.length;
    const expected = foldTimeline(asTimed(roll));
    const choices = fc.array(fc.boolean(), { minLength: count, maxLength: count });
    fc.assert(
      fc.property(choices, (chosen) => {
        const { steps, members } = foldTimeline(interleave(roll, chosen));
        expect(rolled(steps)).toEqual(rolled(expected.steps));
        expect(steps.map(names)).toEqual(expected.steps.map(names));
        expect(steps.every(({ cordoned, retired }) => cordoned !== null && retired !== null)).toBe(true);
        expect([...members.keys()].toSorted()).toEqual([...expected.members.keys()].toSorted());
      }),
    );
  });
});
