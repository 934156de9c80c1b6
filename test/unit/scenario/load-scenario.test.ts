import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import { issueLine, loadScenario, parseScenario } from '../../../harness/scenario/load-scenario.ts';

const least = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: least }
cluster:
  provider: kind
  from: v1.33.13
  to: 1.34.4
`;

const embedded = least.replace('kind\n', 'embedded\n');

/** What is wrong with a text, one line each. */
function mistakesIn(source: string, sets: readonly string[] = []): readonly string[] {
  try {
    parseScenario(source, 's.yaml', sets);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(RehearsalError);
    const { code, message, issues } = error as RehearsalError;
    expect(code).toBe('scenario-invalid');
    expect(message.split('\n')).toEqual(issues.map((issue) => issueLine('s.yaml', issue)));
    return message.split('\n');
  }
}

describe('a scenario', () => {
  it('needs little, and has defaults for the rest', () => {
    const { scenario, warnings } = parseScenario(least, 'scenarios/least.yaml');
    expect(scenario).toMatchInlineSnapshot(`
      {
        "apiVersion": "rehearsal/v1alpha1",
        "cluster": {
          "clone": null,
          "commands": {},
          "controlPlanes": 1,
          "cpus": null,
          "from": "1.33.13",
          "images": [],
          "name": null,
          "nodeImages": {},
          "pools": [
            {
              "name": "workers",
              "nodes": 2,
            },
          ],
          "production": null,
          "provider": "kind",
          "to": "1.34.4",
        },
        "criteria": {
          "bad": {
            "perStepMs": 1000,
          },
          "latency": {
            "p90": {
              "atLeastMs": 20,
              "increase": 0.5,
            },
            "p99": null,
          },
          "outage": {
            "longestMs": 500,
          },
          "probes": {
            "api": {
              "longestMs": 180000,
            },
            "apiWrite": null,
            "dns": {
              "longestMs": 2000,
            },
            "pods": {
              "longestMs": 2000,
            },
            "rollout": null,
          },
          "settle": {
            "withinMs": 60000,
          },
        },
        "frontDoor": {
          "allUnhealthy": "route-to-all",
          "annotations": {},
          "connectTimeoutMs": 1000,
          "deregistration": {
            "drainDelayMs": null,
            "lagMs": 0,
          },
          "healthCheck": {
            "everyMs": 2000,
            "fall": 2,
            "of": "node-proxy",
            "rise": 2,
            "timeoutMs": 1000,
          },
          "type": "proxy",
        },
        "kind": "Rehearsal",
        "load": {
          "arrival": {
            "pattern": "random",
          },
          "baselineMs": 180000,
          "closed": {
            "connections": 10,
            "ratePerS": 50,
            "requests": 20000,
          },
          "cpus": null,
          "lanes": [
            {
              "count": null,
              "kind": "reused",
              "name": "reused",
              "protocol": "http1",
              "tls": false,
            },
            {
              "count": null,
              "kind": "fresh",
              "name": "fresh",
              "protocol": "http1",
              "tls": false,
            },
          ],
          "ratePerS": 200,
          "recoveryMs": 120000,
          "seed": 1,
          "slowMs": 1000,
          "targets": [
            {
              "expect": {
                "body": {
                  "equals": "ok
      ",
                },
                "status": 200,
              },
              "name": "web",
              "request": {
                "body": null,
                "headers": {},
                "method": "GET",
                "path": "/",
              },
              "service": null,
              "weight": 1,
            },
          ],
          "timeoutMs": 2000,
        },
        "metadata": {
          "name": "least",
        },
        "production": null,
        "repeat": 1,
        "upgrade": {
          "abort": null,
          "controlPlane": {
            "addons": {
              "everyMs": 5000,
              "timeoutMs": 300000,
              "validations": 2,
            },
            "intervalMs": 30000,
            "strategy": "in-place",
          },
          "drain": {
            "deleteEmptyDirData": true,
            "force": true,
            "maxQuarantined": null,
            "onError": "retry",
            "onTimeout": "fail",
            "postDrainDelayMs": 0,
            "retryMs": 2000,
            "timeoutMs": 120000,
          },
          "gate": {
            "beforeGroup": 0,
            "checks": [],
            "everyMs": 5000,
            "timeoutMs": 300000,
            "validations": 2,
          },
          "hooks": [],
          "nodes": {
            "canary": null,
            "intervalMs": 30000,
            "maxUnavailable": 1,
            "order": {
              "by": "listed",
            },
            "rounding": {
              "maxSurge": "up",
              "maxUnavailable": "down",
            },
            "strategy": "in-place",
          },
          "none": false,
          "pools": {},
        },
        "workload": {
          "budget": {
            "minAvailable": 2,
          },
          "builtin": "web",
          "onSigterm": "graceful",
          "preStopMs": 5000,
          "readinessProbe": true,
          "ready": {
            "withinMs": 300000,
          },
          "replicas": 3,
          "spread": true,
          "startupMs": 0,
          "terminationGraceMs": 30000,
          "workUs": 0,
        },
      }
    `);
    expect(warnings).toEqual([]);
  });

  it('can switch off what it does not want', () => {
    const none = `${least}upgrade: { none: true, gate: none }\nload: { closed: none }\nworkload: { budget: none }\ncriteria: { probes: { api: none, dns: none, pods: none } }\n`;
    const { scenario } = parseScenario(none, 's.yaml');
    expect(scenario.upgrade).toMatchObject({ none: true, gate: null });
    expect(scenario.load.closed).toBeNull();
    expect(scenario.workload).toMatchObject({ budget: null });
    expect(Object.values(scenario.criteria.probes).every((one) => one === null)).toBe(true);
  });

  it('waits for add-ons as for the gate, with its defaults if there is none, unless set otherwise', () => {
    const upgrade = (text: string) =>
      parseScenario(`${least}upgrade: ${text}\n`, 's.yaml').scenario.upgrade.controlPlane.addons;
    const [bound, gate] = ['{ validations: 3, every: 1s, timeout: 40s }', '{ controlPlane: { addons: wait }'];
    expect(upgrade(`{ gate: ${bound} }`)).toEqual({ validations: 3, everyMs: 1_000, timeoutMs: 40_000 });
    expect(upgrade(`${gate}, gate: none }`)).toEqual({ validations: 2, everyMs: 5_000, timeoutMs: 300_000 });
    expect(upgrade('{ controlPlane: { addons: none } }')).toBeNull();
  });

  it('has no budget by default if there is only one replica', () => {
    expect(parseScenario(`${least}workload: { replicas: 1 }`, 's.yaml').scenario.workload).toMatchObject({
      budget: null,
    });
  });

  it('may request a budget that no drain can meet, since that is worth rehearsing', () => {
    const { scenario } = parseScenario(
      `${least}workload: { replicas: 2, budget: { minAvailable: 2 } }`,
      's.yaml',
    );
    expect(scenario.workload).toMatchObject({ budget: { minAvailable: 2 } });
  });

  it('accepts work per request in microseconds, shares in percent and versions with a v', () => {
    const more = `${least}workload: { work: 200us }\ncriteria: { latency: { p90: { increase: 12.5% } } }\n`;
    const { scenario } = parseScenario(more, 's.yaml');
    expect(scenario.workload).toMatchObject({ workUs: 200 });
    expect(scenario.criteria.latency.p90.increase).toBe(0.125);
    expect(scenario.cluster.from).toBe('1.33.13');
  });

  it('finds image archives relative to its own file', () => {
    const { scenario } = parseScenario(
      `${least}  images: [images/web.tar, /srv/a.tar]\n`,
      'some/where/s.yaml',
    );
    expect(scenario.cluster.images).toEqual([resolve('some/where/images/web.tar'), '/srv/a.tar']);
  });

  it('can have its workers replaced on the embedded cluster, one ahead of time unless it sets a number', () => {
    const policy = (nodes: string) =>
      parseScenario(`${embedded}upgrade: { nodes: ${nodes} }\n`, 's.yaml').scenario.upgrade.nodes;
    const common = {
      rounding: { maxSurge: 'up', maxUnavailable: 'down' },
      order: { by: 'listed' },
      canary: null,
      intervalMs: 1_000,
    };
    expect(policy('{ strategy: replace, interval: 1s }')).toEqual({
      strategy: 'replace',
      maxUnavailable: 1,
      ...common,
    });
    expect(policy('{ strategy: surge, interval: 1s }')).toEqual({
      strategy: 'surge',
      maxSurge: 1,
      maxUnavailable: 0,
      ...common,
    });
    expect(policy('{ strategy: surge, maxSurge: 3 }')).toMatchObject({ maxSurge: 3 });
  });

  it('can have its workers rolled side by side, in a random order, after canaries', () => {
    const { nodes } = parseScenario(
      `${embedded}upgrade: { nodes: { strategy: surge, maxSurge: 25%, maxUnavailable: 10%, rounding: { maxUnavailable: up }, order: random, seed: 7, canary: 2, canaryWatch: 90s } }\n`,
      's.yaml',
    ).scenario.upgrade;
    expect(nodes).toEqual({
      strategy: 'surge',
      maxSurge: '25%',
      maxUnavailable: '10%',
      rounding: { maxSurge: 'up', maxUnavailable: 'up' },
      order: { by: 'random', seed: 7 },
      canary: { nodes: 2, watchMs: 90_000 },
      intervalMs: 30_000,
    });
  });

  it('can have a pool rolled in its own way, which takes over what it leaves out', () => {
    const { cluster, upgrade } = parseScenario(
      `${embedded}  pools: [{ name: web, nodes: 2 }, { name: batch, nodes: 3, upgrade: { strategy: replace, interval: 5s, maxUnavailable: 50% } }]\nupgrade: { nodes: { order: random, interval: 9s } }\n`,
      's.yaml',
    ).scenario;
    expect(cluster.pools).toEqual([
      { name: 'web', nodes: 2 },
      { name: 'batch', nodes: 3 },
    ]);
    expect(upgrade.nodes).toMatchObject({ strategy: 'in-place', maxUnavailable: 1, intervalMs: 9_000 });
    expect(upgrade.pools).toMatchObject({
      batch: {
        strategy: 'replace',
        maxUnavailable: '50%',
        intervalMs: 5_000,
        order: { by: 'random', seed: 1 },
      },
    });
  });

  it('maps images to commands on the embedded cluster, which has no DNS to judge', () => {
    const { scenario } = parseScenario(
      `${embedded}  commands: { "my/web:1": [node, web.js] }\ncriteria: { probes: { dns: none } }\n`,
      's.yaml',
    );
    expect(scenario.cluster).toMatchObject({
      provider: 'embedded',
      commands: { 'my/web:1': ['node', 'web.js'] },
    });
    const { criteria } = parseScenario(embedded, 's.yaml').scenario;
    expect(criteria.probes).toMatchObject({ api: { longestMs: 180_000 }, dns: null });
    expect(criteria).toEqual(scenario.criteria);
  });

  it('can share values by anchors', () => {
    const { scenario } = parseScenario(
      `${least}upgrade: { nodes: &role { interval: 7s }, controlPlane: *role }`,
      's.yaml',
    );
    expect(scenario.upgrade.controlPlane.intervalMs).toBe(7_000);
  });
});

describe('a bad scenario', () => {
  it('has every mistake listed at once, with file, line and column', async () => {
    const file = 'test/fixtures/scenarios/many-mistakes.yaml';
    const error = await loadScenario(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RehearsalError);
    expect((error as RehearsalError).exitCode).toBe(2);
    expect((error as RehearsalError).message).toMatchInlineSnapshot(`
      "test/fixtures/scenarios/many-mistakes.yaml:5:13: \`provider\`: \`existing\` is planned, but this version can only do \`embedded\` or \`kind\` or \`kops\`
      test/fixtures/scenarios/many-mistakes.yaml:6:9: \`from\`: expected a version with three parts such as \`1.33.13\`, found the number 1.33
      test/fixtures/scenarios/many-mistakes.yaml:8:3: unknown key \`contolPlanes\` in \`cluster\`; did you mean \`controlPlanes\`?
      test/fixtures/scenarios/many-mistakes.yaml:11:15: a pool named \`workers\` is there already
      test/fixtures/scenarios/many-mistakes.yaml:11:31: \`nodes\`: expected a whole number from 1 to 100, found 0
      test/fixtures/scenarios/many-mistakes.yaml:13:22: \`strategy\`: expected \`in-place\` or \`replace\` or \`surge\`, found "surged"; did you mean \`surge\`?
      test/fixtures/scenarios/many-mistakes.yaml:13:30: unknown key \`intervall\` in \`upgrade.nodes\`; did you mean \`interval\`?
      test/fixtures/scenarios/many-mistakes.yaml:15:3: this key is given twice
      test/fixtures/scenarios/many-mistakes.yaml:15:48: 3 validations every 30s take 1m30s, longer than \`upgrade.gate.timeout\` (1m)
      test/fixtures/scenarios/many-mistakes.yaml:17:13: \`replicas\`: expected a whole number from 1 to 1000, found 0
      test/fixtures/scenarios/many-mistakes.yaml:18:27: \`minAvailable\`: expected a whole number from 0 to 1000, found "half"
      test/fixtures/scenarios/many-mistakes.yaml:20:9: \`rate\`: expected a rate such as \`200/s\`, found 200
      test/fixtures/scenarios/many-mistakes.yaml:22:9: no response can be slower than 1s: \`load.timeout\` ends it after 1s
      test/fixtures/scenarios/many-mistakes.yaml:23:13: a recovery of 30s ends before \`criteria.settle.within\` (1m) can be seen
      test/fixtures/scenarios/many-mistakes.yaml:24:11: \`closed\`: expected \`none\` or a mapping, found "no"
      test/fixtures/scenarios/many-mistakes.yaml:26:29: \`longest\`: expected a duration with its unit such as \`30s\`, \`500ms\` or \`1h30m\`, found "3 minutes"
      test/fixtures/scenarios/many-mistakes.yaml:26:42: unknown key \`icmp\` in \`criteria.probes\`; known are \`api\`, \`dns\`, \`pods\`, \`apiWrite\`, \`rollout\`
      test/fixtures/scenarios/many-mistakes.yaml:27:1: \`controlPlanes\` is missing: expected a whole number from 1 to 100"
    `);
  });

  it.each([
    ['', /^s\.yaml:1:1: the file is empty/],
    ['# nothing but words\n', /^s\.yaml:\d:1: the file is empty/],
    ['~', /^s\.yaml:1:1: expected a mapping with `apiVersion`/],
    ['- a\n- b', /^s\.yaml:1:1: expected a mapping with `apiVersion`/],
    [`${least}---\n${least}`, /^s\.yaml:8:1: a second YAML document begins here/],
    [`${least}load: { rate: 100/s`, /^s\.yaml:8:\d+: not valid YAML/],
    [`${least}\tload: 1`, /^s\.yaml:8:1: not valid YAML/],
    [`${least}load: *lanes`, /^s\.yaml:8:7: no anchor `&lanes`/],
    [`${least}load: &self [*self]`, /^s\.yaml:1:1: its aliases/],
    [`${least}load: !!binary aGk=`, /^s\.yaml:8:7: not valid YAML/],
    ['['.repeat(10_000), /nested too deeply/],
    [bomb(), /^s\.yaml:1:1: its aliases/],
  ])('of the text %j is reported, not thrown', (source, message) => {
    expect(mistakesIn(source)).toEqual([expect.stringMatching(message)]);
  });

  it('shows a missing key at its parent', () => {
    expect(
      mistakesIn(
        'apiVersion: rehearsal/v1alpha1\nkind: Rehearsal\nmetadata:\n  name: x\ncluster:\n  provider: kind\n  to: 1.34.4',
      ),
    ).toEqual(['s.yaml:5:1: `from` is missing: expected a version with three parts such as `1.33.13`']);
  });

  it.each([
    ['to: 1.32.0', '1.32.0 is older than 1.33.13'],
    ['to: 1.33.12', '1.33.12 is older than 1.33.13'],
    ['to: 1.35.0', 'skips 1.34'],
    ['to: 2.0.0', 'across major versions'],
    ['to: 1.34.x', 'expected a version with three parts such as `1.33.13`, found "1.34.x"'],
    ['to: 1.34', 'found the number 1.34'],
    ['to: 1.34.4\n  controlPlanes: 0', 'expected a whole number from 1 to 9, found 0'],
    ['to: 1.34.4\n  controlPlanes: 10', 'expected a whole number from 1 to 9, found 10'],
    ['to: 1.34.4\n  pools: []', 'expected at least one pool'],
    ['to: 1.34.4\n  commands: { web: [node] }', 'only `embedded` maps them to commands'],
    ['to: 1.34.4\n  nodeImages: { 1.35.0: x }', 'never used'],
    ['to: 1.34.4\n  nodeImages: { "1.34": x }', 'expected a version with three parts'],
    ['to: 1.34.4\nworkload: { replicas: 0 }', 'from 1 to 1000, found 0'],
    ['to: 1.34.4\nload: { rate: 0/s }', 'expected a rate above 0/s'],
    ['to: 1.34.4\nload: { rate: -1/s }', 'expected a rate such as'],
    ['to: 1.34.4\nload: { lanes: [] }', 'expected at least one lane'],
    ['to: 1.34.4\nload: { lanes: [fresh, fresh] }', 'the lane `fresh` is there already'],
    ['to: 1.34.4\nload: { lanes: [frehs] }', 'found "frehs"; did you mean `fresh`?'],
    [
      'to: 1.34.4\nload: { lanes: [7] }',
      'expected `reused` or `fresh` or `stream`, or a mapping with `name`',
    ],
    ['to: 1.34.4\nload: { lanes: [{ tls: true }] }', '`name` is missing'],
    ['to: 1.34.4\nload: { lanes: [{ name: a, protocoll: h2 }] }', 'did you mean `protocol`?'],
    [
      'to: 1.34.4\nload: { lanes: [{ name: a, protocol: http2 }] }',
      'expected `http1` or `h2`, found "http2"',
    ],
    ['to: 1.34.4\nload: { lanes: [fresh, { name: fresh }] }', 'the lane `fresh` is there already'],
    ['to: 1.34.4\nload: { lanes: [{ name: closed }] }', '`closed` is the lane of `load.closed`'],
    [
      'to: 1.34.4\nload: { lanes: [{ name: a, connections: fresh, count: 3 }] }',
      'only kept-alive connections are counted',
    ],
    ['to: 1.34.4\nload: { slow: 2s }', 'no response can be slower than 2s'],
    ['to: 1.34.4\nload: { recovery: 59s }', 'before `criteria.settle.within` (1m)'],
    ['to: 1.34.4\ncriteria: { settle: { within: 5m } }', 'a recovery of 2m ends before'],
    [
      'to: 1.34.4\nworkload: { preStop: 45s }',
      'a pause of 45s is longer than `workload.terminationGrace` (30s)',
    ],
    ['to: 1.34.4\nload: { closed: { connections: 10, requests: 9 } }', 'fewer than the 10 connections'],
    ['to: 1.34.4\nupgrade: { gate: { validations: 100 } }', '`upgrade.gate.timeout`'],
    ['to: 1.34.4\nupgrade: { gate: nome }', 'expected `none` or a mapping, found "nome"'],
    ['to: 1.34.4\nupgrade: { drain: { onTimeout: deletepods } }', 'did you mean `delete-pods`?'],
    [
      'to: 1.34.4\nupgrade: { nodes: { strategy: surge } }',
      "a kind cluster can't roll workers by `surge`: use `in-place`, or a provider that can (`embedded` or `kops`)",
    ],
    [
      'to: 1.34.4\nupgrade: { nodes: { maxSurge: 1 } }',
      'only the strategy `surge` has a surge, and this one is `in-place`',
    ],
    ['to: 1.34.4\nupgrade:', 'found nothing'],
    ['to: 1.34.4\ncriteria: { probes: { http: none } }', 'unknown key `http` in `criteria.probes`'],
  ])('with `%s` gets the reason', (cluster, message) => {
    const mistakes = mistakesIn(least.replace('to: 1.34.4', cluster));
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(message);
  });

  it.each([
    ['  images: [web.tar]', 's.yaml:8:3: the embedded cluster runs no images'],
    ['  nodeImages: { 1.34.4: x }', 's.yaml:8:3: the nodes of the embedded cluster have no images'],
    ['  commands: { web: [] }', 's.yaml:8:20: `web`: expected at least one word'],
    ['  commands: { web: node }', 's.yaml:8:20: `web`: expected a list of words, found "node"'],
    ['  commands: [node]', 's.yaml:8:13: `commands`: expected a mapping of images to commands'],
    [
      'upgrade: { nodes: { strategy: replace, maxSurge: 2 } }',
      's.yaml:8:50: only the strategy `surge` has a surge',
    ],
    [
      'upgrade: { nodes: { strategy: surge, maxSurge: 0 } }',
      's.yaml:8:48: `maxSurge`: expected a whole number from 1',
    ],
    ['criteria: { probes: { pods: {} } }', 's.yaml:8:23: the embedded cluster has no network of pods'],
    [
      'upgrade: { drain: { maxQuarantined: 2 } }',
      's.yaml:8:21: no node gets into quarantine: `upgrade.drain.onTimeout` is another one',
    ],
    [
      'upgrade: { nodes: { maxUnavailable: 0 } }',
      's.yaml:8:37: no node could leave: only `surge` brings others first',
    ],
    [
      'upgrade: { nodes: { maxUnavailable: 101% } }',
      's.yaml:8:37: `maxUnavailable`: expected a whole number from 0 to 100, or a percentage from 1% to 100%, found "101%"',
    ],
    ['upgrade: { nodes: { canaryWatch: 5m } }', 's.yaml:8:34: nothing is watched: `canary` is missing'],
    [
      'upgrade: { nodes: { canary: 1, canaryWatch: 10s } }',
      's.yaml:8:45: 10s is shorter than the interval of the other nodes (30s)',
    ],
    [
      'upgrade: { nodes: { seed: 7 } }',
      's.yaml:8:21: no pool has the order `random`, which the seed would determine',
    ],
    [
      '  pools: [{ name: web, nodes: 2, upgrade: { maxSurge: 2 } }]',
      's.yaml:8:55: only the strategy `surge` has a surge, and this one is `in-place`',
    ],
    [
      'upgrade: { controlPlane: { strategy: replace } }',
      "s.yaml:8:38: the embedded cluster can't roll control planes by `replace`: use `in-place`, or a provider that can (`kops`)",
    ],
    ['upgrade: { controlPlane: { strategy: surge } }', 's.yaml:8:38: `strategy`: `surge` is planned'],
    ['  clone: {}', 's.yaml:8:3: the embedded cluster is made from this scenario alone'],
    [
      'frontDoor: { deregistration: { preset: nlb } }',
      's.yaml:8:40: `preset`: expected `aws-nlb` or `aws-alb` or `gcp`',
    ],
    [
      'frontDoor: { deregistration: { lag: 2m, drainDelay: 30s } }',
      's.yaml:8:53: established connections end after 30s, while new ones come for 2m (`lag`): `drainDelay` must be as long at least',
    ],
    [
      'frontDoor: { deregistration: { preset: aws-alb, lag: 10m } }',
      's.yaml:8:54: established connections end after 5m, while new ones come for 10m (`lag`): `drainDelay` must be as long at least',
    ],
    [
      'frontDoor: { deregistration: { drainDelay: never } }',
      's.yaml:8:44: `drainDelay`: expected `none` or a duration with its unit',
    ],
    [
      'upgrade: { abortAt: 50% }',
      's.yaml:8:12: in this version, a roll of the embedded cluster always goes to its end',
    ],
    ['upgrade: { controlPlane: { maxSurge: 1 } }', 's.yaml:8:28: `maxSurge` is planned'],
    ['criteria: { probes: { dns: {} } }', 's.yaml:8:23: the embedded cluster has no DNS'],
    ['criteria: { probes: { dns: } }', 's.yaml:8:28: `dns`: expected `none` or a mapping, found nothing'],
    ['criteria: { latency: {} }', 's.yaml:8:13: latency on the embedded cluster is shown and not judged'],
  ])('on the embedded cluster with `%s` gets the reason', (line, message) => {
    expect(mistakesIn(`${embedded}${line}\n`)).toEqual([expect.stringContaining(message)]);
  });

  it('gets a note about overrides without effect', () => {
    expect(mistakesIn(embedded, ['criteria.probes.dns.longest=1s'])).toEqual([
      's.yaml: --set criteria.probes.dns.longest=1s: the embedded cluster has no DNS',
    ]);
    expect(mistakesIn(least, ['cluster.provider=embedded', 'cluster.images=[x]'])).toHaveLength(1);
  });

  it('gets warnings about legal settings with unwanted results', () => {
    const { warnings } = parseScenario(
      `${least}  controlPlanes: 2\nload: { rate: 10/s, baseline: 30s }\n`,
      's.yaml',
    );
    expect(warnings.map((warning) => issueLine('s.yaml', warning))).toMatchInlineSnapshot(`
      [
        "s.yaml:8:18: etcd with 2 members survives no more failures than with 1",
        "s.yaml:9:31: 30s at 10/s are fewer requests than the 1000 per lane that a verdict needs: it will be inconclusive",
        "s.yaml:1:1: 10/s can't show an outage shorter than 1s",
      ]
    `);
  });

  it('gets a warning if many nodes make the probe of the pod network coarser than its limit', () => {
    const warnings = (text: string) =>
      parseScenario(text, 's.yaml').warnings.map((warning) => issueLine('s.yaml', warning));
    const nodes = (count: number) => `${least}  pools: [{ name: w, nodes: ${count} }]\n`;
    const probes = 'criteria: { probes: { pods: { longest: 1s } } }\n';
    expect(warnings(`${nodes(2)}${probes}`)).toEqual([]);
    expect(warnings(`${nodes(3)}${probes}`)).toEqual([
      's.yaml:9:40: each pair of nodes is probed about every 600ms: one lost packet is an outage of that length',
    ]);
    expect(warnings(`${nodes(30)}criteria: { probes: { pods: none } }\n`)).toEqual([]);
  });
});

describe('a scenario file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scenario-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['is missing', async () => join(folder, 'none.yaml'), 'does not exist'],
    ['is a folder', async () => folder, 'is a folder'],
    [
      'is no text',
      async () => written('a.bin', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe])),
      'not a text file',
    ],
    ['holds NUL', async () => written('nul.yaml', Buffer.from('a: \0')), 'not a text file'],
    ['is far too big', async () => written('big.yaml', Buffer.alloc(2_000_000, '#')), 'too big'],
  ])('that %s is unreadable', async (_, file, message) => {
    await expect(loadScenario(await file())).rejects.toMatchObject({
      code: 'scenario-unreadable',
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it('is stored as it was written', async () => {
    const file = await written('least.yaml', Buffer.from(`# hello\r\n${least}`));
    const { source, scenario } = await loadScenario(file, { sets: ['metadata.name=other'] });
    expect(source).toBe(`# hello\r\n${least}`);
    expect(scenario.metadata.name).toBe('other');
  });

  async function written(name: string, bytes: Buffer): Promise<string> {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  }
});

/** Ten lists, each holding the one before nine times. */
function bomb(): string {
  const items = (name: string) => Array.from({ length: 9 }, () => `*${name}`).join(', ');
  const levels = Array.from(
    { length: 9 },
    (_, level) => `l${level + 1}: &l${level + 1} [${items(`l${level}`)}]`,
  );
  return ['l0: &l0 [x]', ...levels].join('\n');
}
