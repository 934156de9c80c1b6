import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff, usualBackOff } from '../../../../harness/embedded/kubelet/back-off.ts';
import { commandLine, expanded } from '../../../../harness/embedded/kubelet/environment.ts';
import { podAddresses } from '../../../../harness/embedded/kubelet/pod-addresses.ts';

describe('expansion', () => {
  // The cases of k8s.io/kubernetes/third_party/forked/golang/expansion.
  it.each([
    ['$(VAR_A)', 'A'],
    ['___$(VAR_B)___', '___B___'],
    ['$(VAR_A)_$(VAR_B)', 'A_B'],
    ['$$(VAR_A)', '$(VAR_A)'],
    ['$$$(VAR_A)', '$A'],
    ['$(NOBODY)', '$(NOBODY)'],
    ['$VAR_A', '$VAR_A'],
    ['$(VAR_A', '$(VAR_A'],
    ['foo$$', 'foo$'],
    ['$(constructor)', '$(constructor)'],
    ['$(EMPTY)', ''],
  ])('of %s is %s', (text, wanted) => {
    expect(expanded(text, { VAR_A: 'A', VAR_B: 'B', EMPTY: '' })).toBe(wanted);
  });

  it('keeps text without a dollar unchanged', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const without = text.replaceAll('$', '');
        expect(expanded(without, {})).toBe(without);
      }),
    );
  });
});

describe('a command line', () => {
  const commands = { web: ['node', 'server.js'] };
  it.each([
    [{}, ['node', 'server.js']],
    [{ args: ['--port', '$(PORT)'] }, ['node', 'server.js', '--port', '8080']],
    [{ command: ['sh'] }, ['sh']],
    [{ command: ['sh', '-c'], args: ['exit'] }, ['sh', '-c', 'exit']],
  ])('of %j is %j', (given, wanted) => {
    expect(commandLine({ name: 'main', image: 'web', ...given }, commands, { PORT: '8080' })).toEqual(wanted);
  });

  it('is none for an image without a command', () => {
    expect(commandLine({ name: 'main', image: 'constructor', command: ['sh'] }, commands, {})).toBeNull();
  });
});

describe('pod addresses', () => {
  it('are never given twice, and a released one is reused last', () => {
    const actions = fc.array(fc.oneof(fc.constant('take'), fc.nat(20)), { maxLength: 600 });
    fc.assert(
      fc.property(actions, (todo) => {
        const addresses = podAddresses(9, 3);
        const taken: string[] = [];
        let last = '';
        for (const action of todo) {
          if (action === 'take' && taken.length < 253) {
            const address = addresses.take();
            expect(address).toMatch(/^127\.9\.3\.\d+$/);
            expect(taken).not.toContain(address);
            if (taken.length < 252) expect(address).not.toBe(last);
            taken.push(address);
            last = address;
          } else if (action !== 'take')
            for (const address of taken.splice(action, 1)) addresses.release(address);
        }
      }),
    );
  });

  it('run out', () => {
    const addresses = podAddresses(9, 3);
    for (let at = 2; at <= 254; at += 1) addresses.take();
    expect(() => addresses.take()).toThrow('no IP addresses available');
    addresses.release('127.9.3.77');
    expect(addresses.take()).toBe('127.9.3.77');
  });
});

describe('back-off', () => {
  it('is the kubelet’s: none at first, then 10 s and twice as long each time, 5 min at most', () => {
    const crashes = backOff(usualBackOff);
    const waits: number[] = [];
    let nowMs = 0;
    for (let crash = 0; crash < 8; crash += 1) {
      waits.push(crashes.leftMs(nowMs, nowMs) / 1_000);
      nowMs += crashes.leftMs(nowMs, nowMs);
      crashes.restarted(nowMs, nowMs);
    }
    expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    const later = nowMs + 601_000;
    expect(crashes.leftMs(later, later)).toBe(0);
    crashes.restarted(later, later);
    expect(crashes.leftMs(later, later)).toBe(10_000);
  });
});
