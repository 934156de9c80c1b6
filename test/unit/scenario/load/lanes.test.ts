import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadScenario } from '../../../../harness/scenario/load-scenario.ts';

const written = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom('reused', 'fresh', 'stream'),
    fc.record(
      {
        name: fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/).filter((name) => name !== 'closed'),
        connections: fc.constantFrom('reused', 'fresh'),
        protocol: fc.constantFrom('http1', 'h2'),
        tls: fc.boolean(),
      },
      { requiredKeys: ['name'] },
    ),
  ),
  { minLength: 1, selector: (lane) => (typeof lane === 'string' ? lane : lane.name) },
);

it('a lane is what was written, with the defaults HTTP/1.1 without TLS over kept connections', async () => {
  await fc.assert(
    fc.asyncProperty(written, async (lanes) => {
      const { scenario } = await loadScenario('scenarios/quickstart.yaml', {
        sets: [`load.lanes=${JSON.stringify(lanes)}`],
      });
      expect(scenario.load.lanes).toEqual(
        lanes.map((lane) =>
          typeof lane === 'string'
            ? { name: lane, kind: lane, protocol: 'http1', tls: false, count: null }
            : expect.objectContaining({
                name: lane.name,
                kind: lane.connections ?? 'reused',
                protocol: lane.protocol ?? 'http1',
                tls: lane.tls ?? false,
              }),
        ),
      );
    }),
    { numRuns: 30 },
  );
});
