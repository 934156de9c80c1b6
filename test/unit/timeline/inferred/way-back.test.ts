import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { isEndedEarly, isOnWayBack } from '../../../../harness/timeline/ended-early.ts';
import { expectedVersions } from '../../../../harness/timeline/members.ts';
import type { Timeline } from '../../../../harness/timeline/model.ts';
import { findRelease } from '../../../../harness/timeline/steps.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import {
  asTimed,
  type CommandRoll,
  endedHalfWay,
  machine,
  thereAndBack,
  withoutLines,
} from '../../../support/timeline/command-roll.ts';

const s = (seconds: number) => Math.round(seconds * 1e6);
const [first, last] = [machine(0).name, machine(1).name];
const back = (name: string) => `${name}-next-next`;

const rolled = (timeline: Timeline) =>
  timeline.steps.map((step) => ({
    node: step.node,
    ordinal: step.slot.ordinal,
    outcome: step.outcome,
    onWayBack: isOnWayBack(step, timeline),
    provisioned: step.provisioned.map((fresh) => `${fresh.node.name} in ${fresh.node.slot.ordinal}`),
  }));

describe('a roll that was ended after one of two nodes', () => {
  const timeline = foldTimeline(asTimed(endedHalfWay()));
  const onTheWayBack = [
    {
      node: `${first}-next`,
      ordinal: 0,
      outcome: 'done',
      onWayBack: true,
      provisioned: [`${back(first)} in 0`],
    },
    {
      node: `${last}-next`,
      ordinal: 1,
      outcome: 'done',
      onWayBack: true,
      provisioned: [`${back(last)} in 1`],
    },
    { node: last, ordinal: 1, outcome: 'done', onWayBack: true, provisioned: [] },
  ];

  it('has the steps of both rounds; the detached node is the last of the second one, without a successor', () => {
    expect(rolled(timeline)).toEqual([
      {
        ...{ node: first, ordinal: 0, outcome: 'done', onWayBack: false },
        provisioned: [`${last}-next in 1`, `${first}-next in 0`],
      },
      { node: last, ordinal: 1, outcome: 'aborted', onWayBack: false, provisioned: [] },
      ...onTheWayBack,
    ]);
  });

  it('has the step that was cut only because the roll was to end', () => {
    expect(timeline.steps.map((step) => isEndedEarly(step, timeline))).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(timeline.steps[1]?.actions.find(({ action }) => action === 'drain')).toMatchObject({
      outcome: 'aborted',
      detail: 'kops rolling-update cluster --yes was ended',
      toUs: s(78),
    });
  });

  it('releases every node of the way back', () => {
    expect(timeline.steps.slice(2).map((step) => findRelease(step)?.atUs)).toEqual([s(160), s(200), s(231)]);
  });

  it('keeps what the command had left on nodes when the way back began', () => {
    expect(timeline.turn.stop).toMatchObject({ upgraded: 1, nodes: 2 });
    expect(timeline.turn.wayBack).toEqual({
      fromUs: s(110),
      to: '1.33.13',
      left: [{ node: last, cordoned: true, excluded: false, tainted: false, detached: true }],
    });
  });

  it('expects the old version of every node at the end, and both versions in between', () => {
    expect([...expectedVersions(timeline, 'old', 'new')]).toEqual([
      [back(first), 'old'],
      [back(last), 'old'],
    ]);
    const until = (atS: number) => foldTimeline(asTimed(endedHalfWay()).filter(({ atUs }) => atUs <= s(atS)));
    expect(Object.fromEntries(expectedVersions(until(100), 'old', 'new'))).toEqual({
      [last]: 'old',
      [`${last}-next`]: 'new',
      [`${first}-next`]: 'new',
    });
    expect(Object.fromEntries(expectedVersions(until(165), 'old', 'new'))).toEqual({
      [last]: 'old',
      [`${last}-next`]: 'new',
      [back(first)]: 'old',
    });
  });

  it('has the same steps of the way back without a line of the command', () => {
    const steps = rolled(foldTimeline(withoutLines(endedHalfWay())));
    expect(steps.filter(({ onWayBack }) => onWayBack)).toEqual(onTheWayBack);
  });
});

describe('a roll that went to its end and back, with a surge in each round', () => {
  const steps = [
    {
      ...{ node: first, ordinal: 0, outcome: 'done', onWayBack: false },
      provisioned: [`${last}-next in 1`, `${first}-next in 0`],
    },
    { node: last, ordinal: 1, outcome: 'done', onWayBack: false, provisioned: [] },
    {
      ...{ node: `${first}-next`, ordinal: 0, outcome: 'done', onWayBack: true },
      provisioned: [`${back(last)} in 1`, `${back(first)} in 0`],
    },
    { node: `${last}-next`, ordinal: 1, outcome: 'done', onWayBack: true, provisioned: [] },
  ];

  it('has the new node that came first in the first step of its round', () => {
    const timeline = foldTimeline(asTimed(thereAndBack()));
    expect(rolled(timeline)).toEqual(steps);
    expect(timeline.steps.map(({ began }) => began.atUs)).toEqual([s(12), s(80), s(212), s(280)]);
  });

  it('has the same steps without a line of the command', () => {
    expect(rolled(foldTimeline(withoutLines(thereAndBack())))).toEqual(steps);
  });

  it('has them whatever of the lines and the API comes first within each round', () => {
    const roll = thereAndBack();
    const turnUs = roll.turn?.[0]?.atUs ?? 0;
    const rounds = [
      { api: roll.api.filter(({ atUs }) => atUs < turnUs), lines: roll.lines },
      { api: roll.api.filter(({ atUs }) => atUs >= turnUs), lines: roll.after ?? [] },
    ];
    const count = roll.api.length + roll.lines.length + (roll.after?.length ?? 0);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: count, maxLength: count }), (choices) => {
        const left = [...choices];
        const [there, returned] = rounds.map((round) => interleave(round, left)) as [
          JournalRecord[],
          JournalRecord[],
        ];
        const records = [...there, ...(roll.turn ?? []), ...returned, ...roll.end];
        const timed = records.map((one, index) => ({ ...one, atUs: s(10 + index) }));
        expect(rolled(foldTimeline([...roll.setup, ...timed]))).toEqual(steps);
      }),
    );
  });
});

/** Both streams in their own order; takes a choice for each record. */
function interleave(round: Pick<CommandRoll, 'api' | 'lines'>, choices: boolean[]): JournalRecord[] {
  const [api, lines] = [[...round.api], [...round.lines]];
  const merged: JournalRecord[] = [];
  while (api.length + lines.length > 0) {
    const [one, other] = choices.shift() ? [api, lines] : [lines, api];
    const next = one.shift() ?? other.shift();
    if (next !== undefined) merged.push(next);
  }
  return merged;
}
