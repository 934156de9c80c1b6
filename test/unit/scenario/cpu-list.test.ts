import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import { cpuListText, parseCpuList } from '../../../harness/scenario/cpu-list.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';

const scenario = (load: string, cluster: string) => `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: pinned }
cluster: { provider: kind, from: 1.33.13, to: 1.34.4${cluster} }
load: { rate: 100/s${load} }
`;
const listMessages = (text: string): readonly string[] => {
  try {
    parseScenario(text, 'pinned.yaml');
    return [];
  } catch (error) {
    return error instanceof RehearsalError ? error.issues.map(({ message }) => message) : [String(error)];
  }
};

describe('a list of processors', () => {
  it.each([
    ['0-1,3', [0, 1, 3]],
    ['3,1-2,2', [1, 2, 3]],
    ['7', [7]],
  ])('reads %s', (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus);
  });

  it.each(['', '-1', '1-', '2-1', '0-8192', '99999', 'all', '0 1', '0,', '1;reboot'])(
    'refuses %j',
    (text) => {
      expect(parseCpuList(text)).toBeNull();
    },
  );

  it('is written as it is read', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1 }), (numbers) => {
        const cpus = numbers.toSorted((a, b) => a - b);
        expect(parseCpuList(cpuListText(cpus))).toEqual(cpus);
      }),
    );
  });
});

describe('load.cpus and cluster.cpus', () => {
  it('are numbers afterwards, also a single one; null if they are left out', () => {
    const { load, cluster } = parseScenario(scenario(', cpus: 0', ', cpus: "1-2"'), 'pinned.yaml').scenario;
    expect([load.cpus, cluster.cpus]).toEqual([[0], [1, 2]]);
    const free = parseScenario(scenario('', ''), 'pinned.yaml').scenario;
    expect([free.load.cpus, free.cluster.cpus]).toEqual([null, null]);
  });

  it('must not overlap', () => {
    expect(listMessages(scenario(', cpus: 0-2', ', cpus: "1,3"'))).toEqual([
      '1 is in `load.cpus`, too: generator and nodes need separate processors',
    ]);
  });

  it('are distinguished from values that are not lists', () => {
    expect(listMessages(scenario(', cpus: 2-0', ''))).toEqual([
      '`cpus`: expected a list of processors such as `0-1,3`, found "2-0"',
    ]);
    expect(listMessages(scenario(', cpus: [0]', ''))).toEqual([
      '`cpus`: expected a list of processors such as `0-1,3`, found [0]',
    ]);
  });
});
