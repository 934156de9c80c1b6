import { z } from 'zod';
import { describeKinds, laneKindNames } from '../load/lane-kinds.ts';
import { lane } from './lane.ts';
import { choice, count, cpuList, list, orNone, positiveDuration, rate, section, text } from './leaves.ts';
import { targets } from './target.ts';

/** The written form of `load.arrival`. */
const arrival = z.union(
  [
    choice(['random', 'constant', 'poisson']),
    section({
      steps: list(
        'steps',
        section({
          for: positiveDuration().describe('How long this rate lasts'),
          rate: rate().describe('Requests per second meanwhile, per open-loop lane'),
        }),
      )
        .min(1, { error: 'expected at least one step' })
        .optional()
        .describe('Rates one after the other, repeated; each slot of 1/rate holds one request'),
      replay: text('the path of a file of arrivals')
        .optional()
        .describe('A recorded profile, relative to this file: seconds, one arrival a line'),
    }),
  ],
  { error: 'expected `random`, `constant`, `poisson` or a mapping with `steps` or `replay`' },
);

/** The written form of `load`. */
export const load = section({
  rate: rate()
    .prefault('200/s')
    .describe('Requests per second, per open-loop lane, shared out over the targets by weight'),
  arrival: arrival
    .prefault('random')
    .describe(
      'random: one at a random place of each slot of 1/rate; constant: equal gaps; poisson: independent ones; or a profile',
    ),
  targets: targets.optional().describe('The services under load; by default the built-in one'),
  lanes: list('lanes', lane)
    .min(1, { error: 'expected at least one lane' })
    .prefault(['reused', 'fresh'])
    .describe(`${describeKinds(laneKindNames)}; or a mapping with a name and options`),
  timeout: positiveDuration().prefault('2s').describe('Time-out of one request, from its intended start'),
  slow: positiveDuration().prefault('1s').describe('A slower request is bad, like a failed one'),
  baseline: positiveDuration().prefault('3m').describe('Load before the upgrade'),
  recovery: positiveDuration().prefault('2m').describe('Load after the upgrade'),
  closed: orNone(
    section({
      connections: count(1, 10_000).prefault(10).describe('Connections of autocannon'),
      requests: count(1)
        .prefault(20_000)
        .describe('Requests of the unlimited runs before the baseline and after recovery'),
      rate: rate().prefault('50/s').describe('Limit of the closed-loop lane in between'),
    }),
  )
    .prefault({})
    .describe('The closed-loop load generator autocannon, for comparison'),
  seed: count(0, 4_294_967_295).prefault(1).describe('Seed of the arrival schedule'),
  cpus: cpuList().optional().describe('Processors that the generator keeps to, as `0-1,3`; by default any'),
}).prefault({});
