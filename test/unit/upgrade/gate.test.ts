import { expect, test } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import type { JournalEntry } from '../../../harness/journal/records.ts';
import { awaitInARow } from '../../../harness/upgrade/gate.ts';
import type { Explain, Validate } from '../../../harness/upgrade/roller.ts';

const policy = { validations: 2, everyMs: 5, timeoutMs: 5_000 };

function gate(
  validate: Validate,
  changes: Partial<typeof policy> = {},
  signal = new AbortController().signal,
  explain: Explain = async () => [],
) {
  const journal: JournalEntry[] = [];
  const append = (entry: JournalEntry) => void journal.push(entry);
  const passed = awaitInARow({
    validate,
    explain,
    policy: { ...policy, ...changes },
    step: 3,
    append,
    clock: clockFrom(),
    signal,
  });
  return { passed, journal };
}

/** Answers in turn, then always with the last. */
function answering(...answers: (readonly string[])[]): Validate {
  let count = 0;
  return async () => answers[Math.min(count++, answers.length - 1)] ?? [];
}

test('passes when as many consecutive validations hold as the policy requires', async () => {
  const { passed, journal } = gate(answering(['a'], [], ['b'], [], []));
  expect(await passed).toBe('2 validations in a row passed, of 5');
  expect(journal).toEqual([
    { type: 'validation', step: 3, ok: false, inARow: 0, unmet: ['a'] },
    { type: 'validation', step: 3, ok: true, inARow: 1, unmet: [] },
    { type: 'validation', step: 3, ok: false, inARow: 0, unmet: ['b'] },
    { type: 'validation', step: 3, ok: true, inARow: 1, unmet: [] },
    { type: 'validation', step: 3, ok: true, inARow: 2, unmet: [] },
  ]);
});

test('counts a validation that throws as one that does not hold', async () => {
  let count = 0;
  const { passed, journal } = gate(async () => {
    if (count++ === 1)
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      });
    return [];
  });
  await passed;
  expect(journal.map((entry) => entry.type === 'validation' && entry.unmet)).toEqual([
    [],
    ['validation failed: ECONNREFUSED: connect'],
    [],
    [],
  ]);
});

test('times out with what the last validation missed', async () => {
  const { passed } = gate(answering(['worker is not Ready', 'web has 2 of 3']), { timeoutMs: 50 });
  await expect(passed).rejects.toMatchObject({
    code: 'gate-timed-out',
    message: expect.stringContaining('worker is not Ready; web has 2 of 3'),
  });
});

test('times out with what the last completed validation missed, if a later one failed', async () => {
  let count = 0;
  const { passed } = gate(
    (signal) =>
      count++ === 0
        ? Promise.resolve(['kube-proxy: 1 of 3 updated'])
        : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    { timeoutMs: 50 },
  );
  await expect(passed).rejects.toMatchObject({
    message: expect.stringMatching(/kube-proxy: 1 of 3 updated; validation failed: no answer in time/),
  });
});

test('times out in a validation that never completes', async () => {
  const never: Validate = (signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  await expect(gate(never, { timeoutMs: 50 }).passed).rejects.toMatchObject({ code: 'gate-timed-out' });
});

test('ends with its signal', async () => {
  const ending = new AbortController();
  const { passed } = gate(answering(['a']), {}, ending.signal);
  ending.abort(new Error('interrupted'));
  await expect(passed).rejects.toThrow('interrupted');
});

test('journals why pods are not ready, and times out with it', async () => {
  const { passed, journal } = gate(answering(['web has 2 of 3']), { timeoutMs: 50 }, undefined, async () => [
    { words: 'pod shop/web-1: ended: exit code 1', final: false },
  ]);
  await expect(passed).rejects.toMatchObject({
    code: 'gate-timed-out',
    message: expect.stringContaining('web has 2 of 3; pod shop/web-1: ended: exit code 1'),
  });
  expect(journal[0]).toMatchObject({ ok: false, reasons: ['pod shop/web-1: ended: exit code 1'] });
});

test('ends as soon as waiting longer cannot help', async () => {
  const image = { words: "pod shop/web-1: container app can't pull its image", final: true };
  const { passed } = gate(answering(['web has 2 of 3']), { timeoutMs: 600_000 }, undefined, async () => [
    image,
  ]);
  await expect(passed).rejects.toMatchObject({
    code: 'gate-hopeless',
    exitCode: 20,
    message: expect.stringMatching(
      /^not steady after [\d.]+ ms, and waiting longer cannot help: pod shop\/web-1: .* \(web has 2 of 3\)$/,
    ),
  });
});

test('continues if no explanation is available, and requests none if everything holds', async () => {
  let asked = 0;
  const { passed, journal } = gate(answering(['a'], []), {}, undefined, async () => {
    asked += 1;
    throw new Error('the API is away');
  });
  await passed;
  expect(asked).toBe(1);
  expect(journal[0]).toEqual({ type: 'validation', step: 3, ok: false, inARow: 0, unmet: ['a'] });
});
