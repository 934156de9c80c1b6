import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { RehearsalError } from '../../../harness/errors.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';
import { validScenario } from '../../support/scenario/valid-scenario.ts';

/** The thrown value, if it is not meant for a user. */
function findSurprise(source: string, sets: readonly string[] = []): unknown {
  try {
    parseScenario(source, 's.yaml', sets);
    return null;
  } catch (error) {
    if (!(error instanceof RehearsalError) || error.code !== 'scenario-invalid') return error;
    const badlyPlaced = error.issues.filter(({ line, column }) => (line ?? 1) < 1 || (column ?? 1) < 1);
    return error.issues.length === 0 || badlyPlaced.length > 0 ? error.issues : null;
  }
}

describe('whatever is written', () => {
  it('text gives a scenario or a list of mistakes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(findSurprise(text)).toBeNull();
      }),
    );
  });

  it("text of YAML's own characters does, too", () => {
    const yaml = fc.string({ unit: fc.constantFrom(...':-?[]{}&*!|>%@`"\'#, \n\ta1<~'), maxLength: 60 });
    fc.assert(
      fc.property(yaml, (text) => {
        expect(findSurprise(text)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('any data does, too', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(findSurprise(JSON.stringify(data))).toBeNull();
      }),
    );
  });

  it('a scenario with any one part replaced does, too', () => {
    const keys = [
      'cluster',
      'pools',
      0,
      'nodes',
      'upgrade',
      'gate',
      'load',
      'closed',
      'criteria',
      'probes',
      'api',
      'longest',
    ];
    const path = fc.array(fc.constantFrom<string | number>(...keys), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(validScenario, path, fc.jsonValue(), (written, path, value) => {
        expect(findSurprise(stringify(written), [`${path.join('.')}=${JSON.stringify(value)}`])).toBeNull();
      }),
    );
  });

  it('any override does, too', () => {
    fc.assert(
      fc.property(validScenario, fc.string({ maxLength: 40 }), (written, set) => {
        expect(findSurprise(stringify(written), [set, `${set}=1`])).toBeNull();
      }),
    );
  });
});

describe('a valid scenario', () => {
  it('is resolved to what was written', () => {
    fc.assert(
      fc.property(validScenario, (written) => {
        const { scenario } = parseScenario(stringify(written), 's.yaml');
        expect(scenario.cluster.pools).toEqual(written.cluster.pools);
        expect(scenario.cluster.controlPlanes).toBe(written.cluster.controlPlanes);
        expect(scenario.upgrade.nodes.intervalMs).toBe(
          Number.parseInt(written.upgrade.nodes.interval, 10) * 1_000,
        );
        expect(scenario.load.ratePerS).toBe(Number.parseInt(written.load.rate, 10));
      }),
    );
  });

  it('is the same as JSON, which is YAML', () => {
    fc.assert(
      fc.property(validScenario, (written) => {
        const fromJson = parseScenario(JSON.stringify(written), 's.yaml');
        expect(fromJson.scenario).toEqual(parseScenario(stringify(written), 's.yaml').scenario);
      }),
    );
  });
});
