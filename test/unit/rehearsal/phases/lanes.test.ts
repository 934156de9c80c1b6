import { describe, expect, it } from 'vitest';
import { planLanes } from '../../../../harness/rehearsal/phases/lanes.ts';
import { createLaneSpec } from '../../../../harness/scenario/load/lanes.ts';
import { loadScenario } from '../../../../harness/scenario/load-scenario.ts';
import type { Scenario } from '../../../../harness/scenario/scenario.ts';

const door = {
  url: (target: string) => new URL(`http://127.0.0.1:1000/${target}`),
  control: new URL('http://127.0.0.1:2000'),
};

const env = { TOKEN: 'Bearer abc' };
const fresh = createLaneSpec('fresh');

async function plans(change: Partial<Scenario['load']> = {}, replicas = 3) {
  const { scenario } = await loadScenario('scenarios/kind-patch-roll.yaml');
  const otherPorts = (['h2c', 'tls'] as const).map((port, at) => ({
    ...{ port, servicePort: 8_000 + at, nodePort: 30_000 + at },
  }));
  const served = [{ name: 'web', replicas, otherPorts }];
  return planLanes({ ...scenario.load, ...change }, served, door, env, 'its authority');
}

describe('the lanes of a run', () => {
  it('are those of the scenario, the control lane and autocannon, each with its own file', async () => {
    const lanes = await plans({ ratePerS: 100 });
    expect(lanes.map(({ target, lane, kind, url }) => [target, lane, kind, url.href])).toEqual([
      ['web', 'reused', 'reused', 'http://127.0.0.1:1000/'],
      ['web', 'fresh', 'fresh', 'http://127.0.0.1:1000/'],
      ['control', 'fresh', 'fresh', 'http://127.0.0.1:2000/'],
      ['web', 'closed', 'closed', 'http://127.0.0.1:1000/'],
    ]);
    expect(lanes.map(({ ratePerS }) => ratePerS)).toEqual([100, 100, 100, 50]);
    expect(new Set(lanes.map(({ target, lane }) => `${target}.${lane}`)).size).toBe(lanes.length);
  });

  it('distribute the rate over the targets by weight, and send each its requests', async () => {
    const target = (name: string, weight: number) => ({
      ...{ name, service: null, weight },
      request: { method: 'POST', path: `/${name}`, headers: { authorization: { env: 'TOKEN' } }, body: '{}' },
      expect: { status: 201, body: { contains: 'yes' } },
    });
    const lanes = await plans({ ratePerS: 100, targets: [target('a', 3), target('b', 1)], lanes: [fresh] });
    expect(lanes.map(({ target, lane, ratePerS }) => [target, lane, ratePerS])).toEqual([
      ['a', 'fresh', 75],
      ['b', 'fresh', 25],
      ['control', 'fresh', 100],
      ['a', 'closed', 50],
    ]);
    expect(lanes[1]).toMatchObject({
      url: new URL('http://127.0.0.1:1000/b'),
      request: { method: 'POST', headers: { authorization: 'Bearer abc' }, body: '{}' },
      expectedStatus: 201,
      expectedPart: 'yes',
    });
    expect(lanes[1]).not.toHaveProperty('expectedBody');
  });

  it("connect to the service's port for their protocol, and trust only its authority", async () => {
    const lane = { kind: 'reused', protocol: 'h2', tls: false, count: null } as const;
    const lanes = await plans({
      lanes: [
        fresh,
        { ...lane, name: 'h2' },
        { ...lane, name: 'h2-tls', tls: true, count: 5 },
        { ...lane, name: 'tls', kind: 'fresh', protocol: 'http1', tls: true },
      ],
      closed: null,
    });
    expect(lanes.map(({ lane, kind, protocol, url, ca }) => [lane, kind, protocol, url.href, ca])).toEqual([
      ['fresh', 'fresh', 'http1', 'http://127.0.0.1:1000/', undefined],
      ['h2', 'reused', 'h2', 'http://127.0.0.1:1000/', undefined],
      ['h2-tls', 'reused', 'h2', 'https://127.0.0.1:1000/', 'its authority'],
      ['tls', 'fresh', 'http1', 'https://127.0.0.1:1000/', 'its authority'],
      ['fresh', 'fresh', 'http1', 'http://127.0.0.1:2000/', undefined],
    ]);
    // Three for each replica, and more when all are busy; or exactly as many as the scenario sets.
    expect(lanes.map(({ connections, limit }) => [connections, limit])).toEqual([
      [9, undefined],
      [9, undefined],
      [5, 5],
      [9, undefined],
      [undefined, undefined],
    ]);
  });

  it('leave autocannon out if the scenario does', async () => {
    expect(
      (await plans({ closed: null, lanes: [fresh] })).map(({ target, lane }) => `${target}/${lane}`),
    ).toEqual(['web/fresh', 'control/fresh']);
  });

  it('keep three streams for each replica, and check their content', async () => {
    const [stream] = await plans({ lanes: [createLaneSpec('stream')] }, 4);
    expect(stream).toMatchObject({ kind: 'stream', connections: 12, expectedBody: 'beat\n' });
    expect(stream?.url.pathname).toBe('/stream');
  });

  it('have no limit of their own unless the scenario sets one', async () => {
    for (const lanes of [[createLaneSpec('reused'), fresh], [createLaneSpec('reused')]])
      for (const plan of await plans({ lanes, ratePerS: 3_000 }, 1)) expect(plan).not.toHaveProperty('limit');
  });
});
