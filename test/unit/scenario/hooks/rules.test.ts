import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../harness/scenario/load-scenario.ts';

const within = (hooks: string) => `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: least }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4, pools: [{ name: search, nodes: 2 }] }
upgrade:
  hooks:
${hooks}
`;

const parse = (hooks: string) => parseScenario(within(hooks), '/scenarios/s.yaml').scenario.upgrade.hooks;

describe('hooks', () => {
  it('are commands, HTTP requests and pauses at a place of the run', () => {
    const hooks =
      parse(`    - { name: pause indexers, when: before, at: pool, of: search, command: [./indexers, pause] }
    - { name: resume, when: after, at: run, http: { url: "http://127.0.0.1:9200/_resume", method: POST }, onFailure: continue }
    - { name: look, when: after, at: role, of: control-plane, pause: 10m }`);
    expect(hooks).toMatchObject([
      {
        ...{ name: 'pause indexers', when: 'before', at: 'pool', of: 'search', onFailure: 'fail' },
        does: { kind: 'call', call: { command: ['/scenarios/indexers', 'pause'], timeoutMs: 30_000 } },
      },
      {
        ...{ name: 'resume', of: null, onFailure: 'continue' },
        does: { kind: 'call', call: { kind: 'http', method: 'POST' } },
      },
      { name: 'look', does: { kind: 'pause', forMs: 600_000 } },
    ]);
  });

  it.each([
    ['{ name: a, when: before, at: run }', 'expected exactly one of `command`, `http`, `manifests`, `pause`'],
    ['{ name: a, when: before, at: run, pause: 1s, command: [x] }', 'expected exactly one of'],
    ['{ name: a, when: before, at: run, pause: 1s, timeout: 1s }', '`timeout` is not for `pause`'],
    ['{ name: a, when: before, at: run, of: search, pause: 1s }', 'there is only one `run`'],
    ['{ name: a, when: before, at: pool, of: searhc, pause: 1s }', 'expected `search`, found "searhc"'],
    ['{ name: a, when: before, at: role, of: search, pause: 1s }', 'expected `control-plane` or `worker`'],
    ['{ name: a, when: before, at: phase, of: teardown, pause: 1s }', 'expected `baseline` or `upgrade`'],
    ['{ name: a, when: during, at: run, pause: 1s }', 'expected `before` or `after`'],
  ])('are not %s', (hook, message) => {
    expect(() => parse(`    - ${hook}`)).toThrow(message);
  });

  it('can name one node by its place, as the plan shows it', () => {
    const hook = (of: string) => `    - { name: a, when: after, at: node, of: ${of}, pause: 1s }`;
    expect(parse(hook('search/1'))).toMatchObject([{ of: 'search/1' }]);
    expect(parse(hook('control-plane/0'))).toHaveLength(1);
    expect(() => parse(hook('search/2'))).toThrow('expected `control-plane` or `worker` or `search` or');
  });

  it('have names that differ', () => {
    const hook = '    - { name: a, when: before, at: run, pause: 1s }';
    expect(() => parse(`${hook}\n${hook}`)).toThrow('`a` is there already');
  });

  it('run around the phases only, where another tool rolls the nodes', () => {
    const from = '{ stateStore: "s3://kops-state", cluster: production.k8s.local, version: 1.33.13 }';
    const kops = (at: string) =>
      parseScenario(
        within(`    - { name: a, when: before, at: ${at}, pause: 1s }`).replace(
          'embedded, from: 1.33.13',
          `kops, from: ${from}`,
        ),
        's.yaml',
      );
    expect(kops('phase').scenario.upgrade.hooks).toHaveLength(1);
    expect(() => kops('node')).toThrow('hooks run at its `run` and `phase` only');
  });
});
