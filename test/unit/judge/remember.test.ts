import { expect, it } from 'vitest';
import { createLaneView } from '../../../harness/judge/lanes/lane-view.ts';
import { remember } from '../../../harness/judge/remember.ts';
import { lane, s } from '../../support/judge/simulated-run.ts';

it('a remembered value is computed once for each key, separately for each function', () => {
  const asked: string[] = [];
  const find = (key: string) => {
    asked.push(key);
    return { key };
  };
  const [one, other] = [remember(find), remember(find)];
  expect([one('a'), one('b'), one('a')]).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'a' }]);
  expect(one('a')).toBe(one('a'));
  expect(asked).toEqual(['a', 'b']);
  expect(other('a')).not.toBe(one('a'));
});

it('a batch of a lane is cut once for each period', () => {
  const view = createLaneView(lane(), 1_000);
  const batch = view.batchIn({ fromUs: s(100), toUs: s(110) });
  expect(batch.answered).toBe(1_000);
  expect(view.batchIn({ fromUs: s(100), toUs: s(110) })).toBe(batch);
  expect(view.batchIn({ fromUs: s(110), toUs: s(120) })).not.toBe(batch);
});
