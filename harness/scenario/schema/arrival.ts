import { z } from 'zod';
import { choice, list, positiveDuration, rate, section, text } from './leaves.ts';

/** `load.arrival` as it is written. */
export const arrival = z.union(
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
        .describe('Rates that follow each other, again and again; each slot of 1/rate holds one request'),
      replay: text('the path of a file of arrivals')
        .optional()
        .describe('A recorded profile, relative to this file: seconds, one arrival a line'),
    }),
  ],
  { error: 'expected `random`, `constant`, `poisson` or a mapping with `steps` or `replay`' },
);
