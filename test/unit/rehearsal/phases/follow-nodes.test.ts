import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { newInterruption } from '../../../../harness/rehearsal/interruption.ts';
import { Backends, followNodes } from '../../../../harness/rehearsal/phases/follow-nodes.ts';
import { TimelineFold } from '../../../../harness/timeline/timeline.ts';
import { machine, setup, shown, successor } from '../../../support/timeline/command-roll.ts';

const [first, last] = [machine(0), machine(1)];
const fresh = successor(first);
const plane = machine(0, 'control-plane-a', 'control-plane');
const follow = (records: readonly JournalRecord[]) => {
  const backends = new Backends([]);
  return records.flatMap((record) => {
    const changed = backends.record(record);
    return changed === null ? [] : [changed.map(({ name }) => name).toSorted()];
  });
};

describe('the nodes that requests should reach', () => {
  it('are workers that have been Ready, until they are cordoned, left out by label or gone', () => {
    expect(
      follow([
        ...setup([plane, first, last]),
        shown(10, fresh, { change: 'added', ready: false }),
        shown(13, fresh),
        shown(40, first, { unschedulable: true }),
        shown(41, first, { unschedulable: true, ready: false }),
        shown(50, last, { excluded: true }),
        shown(60, fresh, { change: 'deleted' }),
      ]),
    ).toEqual([
      [first.name],
      [first.name, last.name],
      [first.name, fresh.name, last.name].toSorted(),
      [fresh.name, last.name],
      [fresh.name],
      [],
    ]);
  });

  it('stay while they are not Ready: that is for the health check to see', () => {
    expect(follow([shown(1, first), shown(2, first, { ready: false })])).toEqual([[first.name]]);
  });

  it('come back with an uncordon', () => {
    expect(follow([shown(1, first), shown(2, first, { unschedulable: true }), shown(3, first)])).toEqual([
      [first.name],
      [],
      [first.name],
    ]);
  });
});

describe('a front door', () => {
  function start(door: { follow(nodes: readonly { readonly name: string }[]): Promise<void> }) {
    const timeline = new TimelineFold();
    for (const record of setup([first, last])) timeline.add(record);
    const listeners: ((record: JournalRecord) => void)[] = [];
    const interruption = newInterruption();
    const measuring = new AsyncDisposableStack();
    const onRecord = (listener: (record: JournalRecord) => void) => {
      listeners.push(listener);
      return () => listeners.splice(listeners.indexOf(listener), 1);
    };
    followNodes({ timeline, interruption, onRecord }, door, measuring);
    return { show: (record: JournalRecord) => listeners[0]?.(record), listeners, interruption, measuring };
  }

  it('is told of each change, one after the other, until measuring ends', async () => {
    const told: string[][] = [];
    const door = {
      follow: async (nodes: readonly { readonly name: string }[]) => {
        await Promise.resolve();
        told.push(nodes.map(({ name }) => name));
      },
    };
    const { show, listeners, measuring } = start(door);
    show(shown(10, first, { unschedulable: true }));
    show(shown(11, fresh));
    await measuring.disposeAsync();
    expect(told).toEqual([[last.name], [last.name, fresh.name]]);
    expect(listeners).toEqual([]);
  });

  it('that can no longer follow breaks the run off', async () => {
    const { show, interruption, measuring } = start({ follow: () => Promise.reject(new Error('gone')) });
    show(shown(10, first, { unschedulable: true }));
    await measuring.disposeAsync();
    expect(interruption.broken.reason).toMatchObject({
      message: "the front door can't follow the nodes: gone",
    });
  });
});
