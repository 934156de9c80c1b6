import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RehearsalError } from '../../../../harness/errors.ts';
import { parseScenario } from '../../../../harness/scenario/load-scenario.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arrival-'));
  writeFileSync(join(folder, 'profile.txt'), '# recorded\n100.000001\n100.5\n101\n');
  writeFileSync(join(folder, 'back.txt'), '2\n1\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const scenarioWith = (load: string) =>
  parseScenario(
    `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: arrivals }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4 }
load: ${load}
`,
    join(folder, 's.yaml'),
  );
const mistakes = (load: string): readonly string[] => {
  try {
    scenarioWith(load);
    return [];
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error;
    return error.issues.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
};

describe('load.arrival', () => {
  it('is a pattern, steps with their mean as rate, or a profile from a file next to the scenario', () => {
    expect(scenarioWith('{ arrival: poisson, rate: 50/s }').scenario.load).toMatchObject({
      arrival: { pattern: 'poisson' },
      ratePerS: 50,
    });
    const steps = '{ arrival: { steps: [{ for: 10s, rate: 100/s }, { for: 30s, rate: 300/s }] } }';
    expect(scenarioWith(steps).scenario.load).toMatchObject({
      arrival: {
        pattern: 'steps',
        steps: [
          { forMs: 10_000, ratePerS: 100 },
          { forMs: 30_000, ratePerS: 300 },
        ],
      },
      ratePerS: 250,
    });
    expect(scenarioWith('{ arrival: { replay: profile.txt } }').scenario.load).toMatchObject({
      arrival: { pattern: 'replay', offsetsUs: [0, 499_999, 999_999], cycleUs: 1_499_999 },
      ratePerS: 3e6 / 1_499_999,
    });
  });

  it.each([
    [
      '{ arrival: bursts }',
      '5:18 `arrival`: expected `random`, `constant`, `poisson` or a mapping with `steps` or `replay`',
    ],
    ['{ arrival: { steps: [] } }', '5:27 `steps`: expected at least one step'],
    ['{ arrival: {} }', '5:18 expected either `steps` or `replay`, found neither'],
    ['{ arrival: { replay: none.txt } }', '5:28 the profile none.txt does not exist'],
    ['{ arrival: { replay: back.txt } }', '5:28 the profile back.txt goes back in time on line 2'],
    ['{ arrival: { replay: . } }', '5:28 the profile . is a folder'],
    [
      '{ rate: 9/s, arrival: { replay: profile.txt } }',
      '5:9 `load.arrival.replay` says how many requests a second there are: leave the rate out',
    ],
  ])('%s is a mistake with its position', (load, message) => {
    expect(mistakes(load)).toEqual([message]);
  });
});
