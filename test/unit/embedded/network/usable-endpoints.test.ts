import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Endpoint, usableEndpoints } from '../../../../harness/embedded/network/usable-endpoints.ts';

type State = Pick<Endpoint, 'ready' | 'serving' | 'terminating'>;

const ready: State = { ready: true, serving: true, terminating: false };
const starting: State = { ready: false, serving: false, terminating: false };
const leaving: State = { ready: false, serving: true, terminating: true };
const failing: State = { ready: false, serving: false, terminating: true };

const at = (address: string, state: State, node = 'n1'): Endpoint => ({ address, port: 80, node, ...state });
const addresses = (endpoints: readonly Endpoint[]) => endpoints.map(({ address }) => address).join(' ');

describe('usableEndpoints', () => {
  it.each<[string, readonly Endpoint[], string]>([
    ['all that are ready', [at('a', ready), at('b', ready)], 'a b'],
    ['no other while one is ready', [at('a', ready), at('b', leaving), at('c', starting)], 'a'],
    ['those that serve while ended where none is ready', [at('a', leaving), at('b', starting)], 'a'],
    ['none that fails its probe while ended', [at('a', failing), at('b', leaving)], 'b'],
    ['none where there is none', [at('a', starting), at('b', failing)], ''],
  ])('are %s', (_, endpoints, expected) => {
    expect(addresses(usableEndpoints(endpoints, null))).toBe(expected);
  });

  it.each<[string, readonly Endpoint[], string]>([
    ['the ready ones there', [at('a', ready, 'n1'), at('b', ready, 'n2')], 'a'],
    [
      'one that serves while ended there, not a ready one elsewhere',
      [at('a', leaving, 'n1'), at('b', ready, 'n2')],
      'a',
    ],
    ['none where that node has none', [at('b', ready, 'n2')], ''],
  ])('of one node are %s', (_, endpoints, expected) => {
    expect(addresses(usableEndpoints(endpoints, 'n1'))).toBe(expected);
  });

  const anyEndpoint = fc.record<Endpoint>({
    address: fc.ipV4(),
    port: fc.integer({ min: 1, max: 65_535 }),
    node: fc.constantFrom('n1', 'n2', null),
    ready: fc.boolean(),
    serving: fc.boolean(),
    terminating: fc.boolean(),
  });

  it('never contain one that is not ready while there is a ready one, and none that does not serve', () => {
    fc.assert(
      fc.property(fc.array(anyEndpoint), fc.constantFrom('n1', null), (endpoints, onNode) => {
        const usable = usableEndpoints(endpoints, onNode);
        const reachable = endpoints.filter(({ node }) => onNode === null || node === onNode);
        expect(reachable).toEqual(expect.arrayContaining([...usable]));
        if (reachable.some((one) => one.ready)) expect(usable).toEqual(reachable.filter((one) => one.ready));
        else expect(usable.every((one) => one.serving && one.terminating)).toBe(true);
        expect(usable.length > 0).toBe(
          reachable.some((one) => one.ready || (one.serving && one.terminating)),
        );
      }),
    );
  });
});
