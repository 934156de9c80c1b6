import { expect, it } from 'vitest';
import { findNodeNaming, shortNames } from '../../../harness/timeline/names.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { journal } from '../../support/judge/simulated-run.ts';
import { asTimed, machine, successor, surgeOfOne } from '../../support/timeline/command-roll.ts';

it("names a cloud's machines by their slots, and those that came after them as new", () => {
  const timeline = foldTimeline(asTimed(surgeOfOne()));
  const [first, last] = [machine(0), machine(1)];
  const text = [first, last, successor(first), successor(last)].map(({ name }) => name).join(' ');
  expect(shortNames(text, timeline)).toBe('nodes-a-1 nodes-a-2 nodes-a-1-new nodes-a-2-new');
});

it('names the nodes of this tool by the name of their cluster', () => {
  const timeline = foldTimeline(journal());
  expect(findNodeNaming(timeline)).toBe(timeline.cluster?.name);
  expect(findNodeNaming(foldTimeline([]))).toBeNull();
});
