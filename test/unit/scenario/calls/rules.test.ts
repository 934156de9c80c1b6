import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../harness/scenario/load-scenario.ts';

const within = (checks: string) => `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: least }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4 }
upgrade:
  gate:
    beforeGroup: 1
    checks:
${checks}
`;

const parse = (checks: string) => parseScenario(within(checks), '/scenarios/s.yaml').scenario.upgrade.gate;

describe('the checks of a gate', () => {
  it('are commands and HTTP requests, with what means success', () => {
    const gate = parse(`      - name: search is green
        command: [./green.sh, ../data, --wait]
        expect: { json: { path: $.status, equals: green } }
      - name: api
        http: { url: 'https://search.example/health', headers: { authorization: { env: TOKEN } } }
        expect: { status: 204 }
        timeout: 5s`);
    expect(gate).toMatchObject({ validations: 2, beforeGroup: 1 });
    expect(gate?.checks).toEqual([
      {
        name: 'search is green',
        call: {
          kind: 'command',
          command: ['/scenarios/green.sh', '/data', '--wait'],
          exitCode: 0,
          timeoutMs: 30_000,
          json: { path: '$.status', equals: 'green' },
        },
      },
      {
        name: 'api',
        call: {
          kind: 'http',
          url: 'https://search.example/health',
          method: 'GET',
          headers: { authorization: { env: 'TOKEN' } },
          body: null,
          status: 204,
          timeoutMs: 5_000,
          json: null,
        },
      },
    ]);
  });

  it.each([
    ['      - name: none', 'expected exactly one of `command`, `http`'],
    [
      '      - { name: both, command: [x], http: { url: "http://x" } }',
      'expected exactly one of `command`, `http`',
    ],
    ['      - { name: a, command: [x], expect: { status: 200 } }', '`status` is not for `command`'],
    [
      '      - { name: a, http: { url: "http://x" }, expect: { exitCode: 1 } }',
      '`exitCode` is not for `http`',
    ],
    ['      - { name: a, command: [x] }\n      - { name: a, command: [y] }', '`a` is there already'],
    ['      - { name: a, command: [] }', 'expected at least the name of a program'],
    ['      - { name: a, http: { url: ftp://x } }', 'expected an address that begins with `http://`'],
    [
      '      - { name: a, command: [x], expect: { json: { path: "$[?(@.a)]", equals: 1 } } }',
      'without filters',
    ],
  ])('are not %s', (checks, message) => {
    expect(() => parse(checks)).toThrow(message);
  });

  it('and validations before a group are refused where a command makes its own', () => {
    const kops = within('      - { name: a, command: [x] }')
      .replace(
        'embedded, from: 1.33.13',
        'kops, from: { stateStore: "s3://kops-state", cluster: production.k8s.local, version: 1.33.13 }',
      )
      .replace('to: 1.34.4 }', 'to: 1.34.4, pools: [{ name: nodes, nodes: 2 }] }');
    expect(() => parseScenario(kops, 's.yaml')).toThrow(
      /^s\.yaml:7:5: .*makes its own validations\ns\.yaml:8:5: .*makes its own validations$/,
    );
  });
});
