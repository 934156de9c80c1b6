import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { childrenCpuS } from '../../../../bench/truth/measured-process.ts';
import { parseAutocannon } from '../../../../bench/truth/peers/autocannon.ts';
import { parseK6 } from '../../../../bench/truth/peers/k6.ts';
import { parseOha } from '../../../../bench/truth/peers/oha.ts';
import { summarizeRows } from '../../../../bench/truth/peers/peer.ts';
import { parseVegeta } from '../../../../bench/truth/peers/vegeta.ts';
import { parseWrk2 } from '../../../../bench/truth/peers/wrk2.ts';

/**
 * Outputs of the tools themselves, against a server that closed one request in seven. Only autocannon's
 * output is shortened.
 */
const recorded = (name: string) => readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8');

describe('outputs of other tools', () => {
  it('vegeta: one line per request, with its start', () => {
    const rows = parseVegeta(recorded('vegeta.csv'));
    expect(rows.map(({ ok }) => ok)).toEqual([true, true, false, true, true]);
    expect(rows[0]?.latencyUs).toBeCloseTo(120_033.434, 3);
    expect((rows[4]?.startUs ?? 0) - (rows[0]?.startUs ?? 0)).toBeCloseTo(199_806, -1);
  });

  it('k6: one line per metric, with a timestamp at the end', () => {
    const rows = parseK6(recorded('k6.csv'));
    expect(rows.map(({ ok }) => ok)).toEqual([true, true, true, false]);
    expect(rows[0]).toEqual({ startUs: 1795761807041148 - 14_347.353, latencyUs: 14_347.353, ok: true });
  });

  it('oha: counts by status and by error', () => {
    expect(parseOha(recorded('oha.json'))).toEqual({
      requests: 20,
      failed: 2,
      p99Ms: expect.closeTo(3.021917, 6),
      rows: null,
    });
  });

  it('wrk2: socket errors in addition to responses', () => {
    expect(parseWrk2(recorded('wrk2.txt'))).toEqual({ requests: 8, failed: 2, p99Ms: 62.69, rows: null });
  });

  it('wrk2: responses with another status count as responses', () => {
    const text = `${recorded('wrk2.txt')}\n  Non-2xx or 3xx responses: 4\n`;
    expect(parseWrk2(text)).toMatchObject({ requests: 8, failed: 6 });
  });

  it('autocannon: errors include timeouts', () => {
    expect(parseAutocannon(recorded('autocannon.json'))).toEqual({
      requests: 31,
      failed: 5,
      p99Ms: 926,
      rows: null,
    });
  });
});

describe('a report of rows', () => {
  it('counts each request once, and computes p99 from those with a response', () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({
      startUs: at,
      latencyUs: at * 1000,
      ok: at % 2 === 0,
    }));
    expect(summarizeRows(rows, 1)).toMatchObject({ requests: 200, failed: 100, p99Ms: 196 });
    expect(summarizeRows([], 1)).toMatchObject({ requests: 0, failed: 0, p99Ms: null });
  });
});

it("the shell's times include those of its children", () => {
  expect(childrenCpuS('a tool said so\n0m0.01s 0m0.02s\n1m2.500s 0m0.250s\n')).toBeCloseTo(62.75);
});
