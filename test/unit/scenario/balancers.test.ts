import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { balancerNames, balancers, deregistrationLike } from '../../../harness/scenario/balancers.ts';
import { formatDuration } from '../../../harness/scenario/duration.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';

const parse = (frontDoor: object, nodes: object = { strategy: 'replace' }) =>
  parseScenario(
    JSON.stringify({
      ...{ apiVersion: 'rehearsal/v1alpha1', kind: 'Rehearsal', metadata: { name: 'web' } },
      cluster: { provider: 'embedded', from: '1.33.13', to: '1.34.4' },
      upgrade: { nodes },
      frontDoor,
    }),
    's.yaml',
  );
const resolved = (deregistration: object) => parse({ deregistration }).scenario.frontDoor.deregistration;

describe('the deregistration of a front door', () => {
  test('is at once by default', () => {
    expect(parse({}).scenario.frontDoor.deregistration).toEqual({ lagMs: 0, drainDelayMs: null });
  });

  test.each(balancerNames)('is like the preset %s', (preset) => {
    expect(resolved({ preset })).toEqual(deregistrationLike(preset));
    expect(resolved({ preset }).lagMs).toBeGreaterThan(0);
  });

  test('overrides the values of its preset', () => {
    expect(resolved({ preset: 'aws-alb', lag: '40s' })).toEqual({ lagMs: 40_000, drainDelayMs: 300_000 });
    expect(resolved({ preset: 'aws-alb', drainDelay: 'none' })).toEqual({
      ...{ lagMs: 25_000, drainDelayMs: null },
    });
    expect(resolved({ preset: 'gcp', drainDelay: '60s' })).toEqual({ lagMs: 60_000, drainDelayMs: 60_000 });
  });

  test('of workers that stay has a warning', () => {
    const codes = (frontDoor: object, nodes: object) =>
      parse(frontDoor, nodes).warnings.map(({ code }) => code);
    const lagging = { deregistration: { lag: '2m' } };
    expect(codes(lagging, { strategy: 'in-place' })).toContain('unused-deregistration');
    expect(codes(lagging, {})).toContain('unused-deregistration');
    expect(codes(lagging, { strategy: 'surge' })).not.toContain('unused-deregistration');
    expect(codes({ deregistration: { lag: '0s' } }, {})).not.toContain('unused-deregistration');
  });
});

test('docs/scenario.md has the values and the sources of every preset', () => {
  const rows = readFileSync(new URL('../../../docs/scenario.md', import.meta.url), 'utf8').split('\n');
  for (const name of balancerNames) {
    const { lagMs, drainDelayMs, sources } = balancers[name];
    const delay = drainDelayMs === null ? 'none' : formatDuration(drainDelayMs);
    const start = `| \`${name}\` | \`${formatDuration(lagMs)}\`, \`${delay}\` |`;
    const row = rows.find((line) => line.startsWith(start));
    expect(row).toBeDefined();
    for (const source of sources) expect(row).toContain(source);
  }
});
