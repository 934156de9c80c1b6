import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { probesApi } from '../../../../harness/judge/criteria/probes-api.ts';
import { probesDns } from '../../../../harness/judge/criteria/probes-dns.ts';
import { readProbes } from '../../../../harness/judge/probes/probes.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { s } from '../../../support/judge/simulated-run.ts';

/** One result per second from 0 to 60 s; `.` is good, `x` failed, a blank is no result. */
function reading(results: string, edit: (records: JournalRecord[]) => JournalRecord[] = (all) => all) {
  const records = [...results].flatMap((one, second): JournalRecord[] =>
    one === ' '
      ? []
      : [
          {
            atUs: s(second),
            type: 'probe',
            probe: 'dns',
            source: 'w',
            seq: second,
            sentUs: s(second),
            durationUs: 10,
            ok: one === '.',
          },
        ],
  );
  const [series] = foldTimeline(edit(records)).probes;
  if (series === undefined) throw new Error('no results');
  return readProbes(series, { fromUs: 0, toUs: s(results.length) });
}

describe('the results of a prober', () => {
  it('make an outage from the first failure to the next good result', () => {
    expect(reading('...xx.x...')).toMatchObject({
      count: 10,
      failed: 3,
      longestMs: 2_000,
      outages: [
        { fromUs: s(3), toUs: s(5), failed: 2 },
        { fromUs: s(6), toUs: s(7), failed: 1 },
      ],
    });
  });

  it('make an outage that lasts to the end if no good one follows', () => {
    expect(reading('...xxx')).toMatchObject({ longestMs: 3_000, outages: [{ fromUs: s(3), toUs: s(6) }] });
  });

  it('count once when fetched twice, and in order of sending when fetched late', () => {
    expect(reading('...xx.x...', (all) => [...all.toReversed(), ...all])).toMatchObject({
      count: 10,
      failed: 3,
      longestMs: 2_000,
    });
  });

  it('decide the criterion by the worst prober, and leave it open if one was silent', () => {
    const state = (...readings: ReturnType<typeof reading>[]) =>
      probesDns.judgeReadings(2_500, readings, { cluster: null }).state;
    expect(state(reading('..........'), reading('..xx......'))).toBe('met');
    expect(state(reading('..........'), reading('..xxx.....'))).toBe('missed');
    expect(state(reading('..........'), reading('..       .'))).toBe('unresolved');
    expect(state(reading('...       '))).toBe('unresolved');
    expect(state()).toBe('unresolved');
  });

  it('leave the criterion open if a node has no prober, or not all API servers were probed', () => {
    const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;
    const nodes = ['w', 'x', 'y'].map((name) => ({ uid: name, name, slot }));
    const cluster = { name: 'c', nodes, apiServers: ['https://a', 'https://b'] };
    const good = reading('..........');
    expect(probesDns.judgeReadings(2_500, [good], { cluster })).toMatchObject({
      state: 'unresolved',
      value: 0,
      reasons: [{ code: 'nodes-not-probed', values: { nodes: ['x', 'y'] } }, { code: 'probe-failures' }],
    });
    expect(probesDns.judgeReadings(2_500, [reading('..xxx.....')], { cluster }).state).toBe('missed');
    const everywhere = nodes.map(({ name }) => ({ ...good, source: name }));
    expect(probesDns.judgeReadings(2_500, everywhere, { cluster }).state).toBe('met');

    const api = (source: string) => ({ ...good, probe: 'api' as const, source });
    expect(probesApi.judgeReadings(2_500, [api('a'), good], { cluster })).toMatchObject({
      state: 'unresolved',
      reasons: [
        { code: 'servers-not-probed', values: { probed: 1, servers: 2 } },
        { code: 'probe-failures' },
      ],
    });
    expect(probesApi.judgeReadings(2_500, [api('a'), api('b')], { cluster }).state).toBe('met');
  });
});
