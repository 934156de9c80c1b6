import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RehearsalError } from '../../../harness/errors.ts';
import { findNameConflict } from '../../../harness/scenario/clone-name.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';

const least = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: clone }
cluster:
  provider: kops
  from: { stateStore: s3://kops-state, cluster: production.k8s.local, version: v1.33.13 }
  to: 1.34.4
  pools: [{ name: nodes-us-east-1a, nodes: 2 }]
`;

const parse = (text: string, sets: readonly string[] = []) => parseScenario(text, 'some/s.yaml', sets);

function mistakesIn(text: string, sets: readonly string[] = []): readonly string[] {
  try {
    parse(text, sets);
    return [];
  } catch (error) {
    return (error as RehearsalError).message.split('\n').map((line) => line.replace('some/', ''));
  }
}

/** Written below `cluster`. */
const within = (line: string) => `${least}  ${line}\n`;

describe('a clone of a kops cluster', () => {
  it('needs its source, a version to upgrade to and its groups, and has defaults for the rest', () => {
    const { scenario, warnings } = parse(least);
    expect(warnings).toEqual([]);
    expect(scenario.cluster).toMatchObject({
      from: '1.33.13',
      production: { stateStore: 's3://kops-state', cluster: 'production.k8s.local' },
      clone: {
        zones: null,
        network: 'own',
        ttlMs: 4 * 3_600_000,
        spot: false,
        fewerControlPlanes: 'refuse',
        prices: null,
        provideImages: null,
      },
    });
    expect(scenario.criteria.probes).toMatchObject({ dns: null, pods: null });
  });

  it('rolls as kops does unless it says otherwise', () => {
    const { upgrade } = parse(least).scenario;
    expect(upgrade).toMatchObject({
      controlPlane: { strategy: 'replace', addons: null, intervalMs: 30_000 },
      nodes: { strategy: 'surge', maxSurge: 1 },
      drain: {
        timeoutMs: 120_000,
        onTimeout: 'fail',
        retryMs: 5_000,
        onError: 'fail',
        force: true,
        deleteEmptyDirData: true,
        postDrainDelayMs: 5_000,
      },
      gate: { validations: 2, everyMs: 10_000, timeoutMs: 300_000 },
    });
    const other = parse(
      `${least}upgrade: { nodes: { strategy: replace }, drain: { postDrainDelay: 0s, onTimeout: continue }, gate: none }\n`,
    ).scenario.upgrade;
    expect(other).toMatchObject({
      nodes: { strategy: 'replace' },
      drain: { onTimeout: 'continue', postDrainDelayMs: 0 },
      gate: null,
    });
  });

  it('takes its settings from the file and from overrides', () => {
    const text = within(
      'clone: { zones: [us-east-1b], network: shared, ttl: 90m, spot: true, fewerControlPlanes: accept, prices: { t3.medium: 0.0416 }, currency: USD, provideImages: [./aws/image, --now] }',
    );
    const { clone, production, name } = parse(text, [
      'cluster.clone.prices[m5.large]=0.096',
      'cluster.from.cluster=main.example.com',
      'cluster.name=copy.k8s.local',
    ]).scenario.cluster;
    expect(clone).toEqual({
      zones: ['us-east-1b'],
      network: 'shared',
      ttlMs: 90 * 60_000,
      spot: true,
      fewerControlPlanes: 'accept',
      prices: { currency: 'USD', perHour: { 't3.medium': 0.0416, 'm5.large': 0.096 } },
      provideImages: [resolve('some/aws/image'), '--now'],
    });
    expect(production?.cluster).toBe('main.example.com');
    expect(name).toBe('copy.k8s.local');
  });

  it('checks manifests by the version of its source', () => {
    expect(parse(least).scenario.cluster.from).toBe('1.33.13');
    expect(mistakesIn(least.replace('to: 1.34.4', 'to: 1.36.0'))).toEqual([
      expect.stringContaining('s.yaml:7:7: 1.33.13 to 1.36.0 skips 1.34'),
    ]);
  });
});

describe('a clone that can not be made', () => {
  it.each([
    ['clone: { ttl: 4 }', '9:17: `ttl`: expected a duration with its unit'],
    ['clone: { network: mine }', '9:21: `network`: expected `own` or `shared`, found "mine"'],
    ['clone: { zones: [] }', '9:19: `zones`: expected at least one zone'],
    ['clone: { tll: 4h }', '9:12: unknown key `tll` in `cluster.clone`; did you mean `ttl`?'],
    [
      'clone: { prices: { t3.medium: cheap }, currency: USD }',
      '9:33: `t3.medium`: expected a price such as `0.0416`, found "cheap"',
    ],
    ['clone: { prices: { t3.medium: -1 }, currency: USD }', 'expected a price such as `0.0416`, found -1'],
    [
      'clone: { prices: { t3.medium: 0.04 } }',
      '9:12: in which currency? `cluster.clone.currency` is missing',
    ],
    ['clone: { currency: USD }', '9:12: there are no prices: `cluster.clone.prices` is missing'],
    ['clone: { prices: {}, currency: dollars }', 'expected a currency of three letters such as `USD`'],
    ['clone: { provideImages: ./aws/image }', '9:27: `provideImages`: expected a list of words'],
    ['name: production.k8s.local', "9:9: the clone has the name of production's cluster"],
    ['name: k8s.local', "9:9: the clone's name k8s.local is a suffix of production's"],
    [
      'name: a.production.k8s.local',
      "9:9: production's name production.k8s.local is a suffix of the clone's",
    ],
    ['commands: { web: [node] }', '9:3: a kops cluster runs images'],
    ['nodeImages: { 1.34.4: x }', '9:3: the nodes of a kops cluster boot the machine images'],
    ['cpus: 0-1', '9:3: the nodes of a kops cluster are machines of their own'],
  ])('with `%s` in its cluster is told why, and where', (line, message) => {
    expect(mistakesIn(within(line))).toEqual([expect.stringMatching(/^s\.yaml:9:/)]);
    expect(mistakesIn(within(line))[0]).toContain(message);
  });

  it.each([
    ['none: true', '9:12: without a roll kops does nothing between the phases'],
    ['gate: { every: 5s }', '9:20: the pause between two validations of a kops cluster is 10s'],
    ['drain: { onTimeout: delete-pods }', '9:21: kops deletes no pod past its budget'],
    ['drain: { onTimeout: evict-anyway }', '9:21: kops deletes no pod past its budget'],
    ['controlPlane: { addons: wait }', '9:28: a kops cluster is rolled by a command'],
    [
      'controlPlane: { strategy: in-place }',
      "9:38: a kops cluster can't roll control planes by `in-place`: use `replace`, or a provider that can (`embedded` or `kind`)",
    ],
    [
      'nodes: { strategy: in-place }',
      "9:31: a kops cluster can't roll workers by `in-place`: use `surge` or `replace`",
    ],
    ['nodes: { strategy: replace, maxSurge: 2 }', '9:50: only the strategy `surge` has a surge'],
    ['nodes: { maxUnavailable: 0, strategy: replace }', '9:37: no node could leave'],
    ['nodes: { order: random }', '9:21: a kops cluster is rolled by a command, which chooses the order'],
    ['nodes: { seed: 7 }', '9:21: a kops cluster is rolled by a command, which chooses the order'],
    ['nodes: { canary: 1 }', '9:21: a kops cluster is rolled by a command, which chooses the order'],
    ['nodes: { canaryWatch: 5m }', '9:21: a kops cluster is rolled by a command, which chooses the order'],
    ['nodes: { rounding: { maxSurge: up } }', '9:21: a kops cluster is rolled by a command, which rounds'],
    ['drain: { postDrainDelay: 5 }', '9:37: `postDrainDelay`: expected a duration'],
    ['abortAt: 50', '9:21: `abortAt`: expected a percentage such as `50%`, found 50'],
    ['abortAt: 0%', '9:21: `abortAt`: expected a percentage above 0% and up to 100%'],
    ['abortAt: 101%', '9:21: `abortAt`: expected a percentage above 0% and up to 100%'],
    ['goBackAfter: 30s', '9:12: nothing ends the roll: `upgrade.abortAt` is missing'],
  ])('with `upgrade: { %s }` is told why, and where', (setting, message) => {
    expect(mistakesIn(`${least}upgrade: { ${setting} }\n`)).toEqual([
      expect.stringContaining(`s.yaml:${message}`),
    ]);
  });

  it('rolls every pool alike', () => {
    const own = least.replace('nodes: 2 }', 'nodes: 2, upgrade: { interval: 5s } }');
    expect(mistakesIn(own)).toEqual([
      expect.stringContaining(
        'every pool of a kops cluster is rolled alike, by its command: use `upgrade.nodes`',
      ),
    ]);
  });

  it("has this tool's deregistration with this tool's proxy alone", () => {
    const door = (type: string) => `${least}frontDoor: { type: ${type}, deregistration: { lag: 2m } }\n`;
    expect(mistakesIn(door('load-balancer'))).toEqual([
      expect.stringContaining('a load balancer of the cloud has a deregistration of its own'),
    ]);
    for (const type of ['auto', 'proxy'])
      expect(parse(door(type)).scenario.frontDoor.deregistration.lagMs).toBe(120_000);
  });

  it('may be ended early and go back, but not to the version that it stays at', () => {
    const { upgrade } = parse(least).scenario;
    expect(upgrade.abort).toBeNull();
    const aborted = (text: string) => parse(`${least}upgrade: { ${text} }\n`).scenario.upgrade.abort;
    expect(aborted('abortAt: 50%')).toEqual({ atShare: 0.5, holdMs: 30_000 });
    expect(aborted('abortAt: 100%, goBackAfter: 0s')).toEqual({ atShare: 1, holdMs: 0 });
    expect(mistakesIn(`${least}upgrade: { abortAt: 50% }\n`, ['cluster.to=1.33.13'])).toEqual([
      expect.stringContaining(
        's.yaml:9:12: there is no older version to go back to: the roll stays at 1.33.13',
      ),
    ]);
  });

  it('names its source by state store, cluster and version', () => {
    const from = (text: string) => mistakesIn(least.replace(/from: .*/, `from: ${text}`));
    expect(from('1.33.13')).toEqual([
      expect.stringContaining(
        "s.yaml:6:9: a kops cluster is cloned from production's specification: expected a mapping",
      ),
    ]);
    expect(from('{ stateStore: kops-state, cluster: a }')).toEqual([
      expect.stringContaining('6:3: `version` is missing: expected a version with three parts'),
      expect.stringContaining('6:23: `stateStore`: expected the address of a state store such as'),
    ]);
    expect(from('{ stateStore: s3://a, cluster: a, version: 1.33 }')).toEqual([
      expect.stringContaining('`version`: expected a version with three parts'),
    ]);
    expect(from('[1]')).toEqual([
      expect.stringContaining('6:9: `from`: expected a version with three parts'),
    ]);
  });

  it('names the groups that it keeps', () => {
    expect(mistakesIn(least.replace(/ {2}pools: .*\n/, ''))).toEqual([
      expect.stringContaining('s.yaml:4:1: `pools` is missing: '),
    ]);
  });

  it('is made of no other kind of cluster, whose `from` is a version', () => {
    const kind = least.replace('provider: kops', 'provider: kind');
    const why = 'a kind cluster is made from this scenario alone: it clones no production cluster';
    expect(mistakesIn(`${kind}  clone: {}\n`)).toEqual([`s.yaml:6:3: ${why}`, `s.yaml:9:3: ${why}`]);
    expect(mistakesIn(kind, ['cluster.from=1.33.13'])).toEqual([]);
    expect(mistakesIn(kind, ['cluster.from={ version: 1.33.12 }'])).toContain(
      `s.yaml: --set cluster.from={ version: 1.33.12 }: ${why}`,
    );
  });
});

describe("a clone's name", () => {
  it.each([
    ['a.example.com', 'b.example.com', null],
    ['a.example.com', 'A.Example.Com', 'the clone has the name'],
    ['a.example.com', 'example.com', 'is a suffix of production'],
    ['example.com', 'a.example.com', "is a suffix of the clone's"],
    [null, 'example.com', null],
  ])('of production %s and clone %s', (production, clone, conflict) => {
    const found = findNameConflict(production, clone);
    if (conflict === null) expect(found).toBeNull();
    else expect(found).toContain(conflict);
  });
});
