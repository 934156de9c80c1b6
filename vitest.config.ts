import { defineConfig } from 'vitest/config';
import { providerNames } from './harness/scenario/providers/table.ts';
import { bedFolder } from './test/support/e2e/kops-bed.ts';

const resultsFile = process.env.REHEARSE_TEST_RESULTS;

/**
 * Tests on whole clusters that assert no latency: the contract tests of each provider, and rehearsals that end before
 * anything of theirs is judged. They wait more than they compute, so three files run at a time. Next to the unit tests,
 * which compute, two processors were too few. At most two kind clusters are up: contract and early ends have one such
 * file each.
 */
const inParallel = { maxWorkers: 3, sequence: { groupOrder: 1 } };

/** They need a mocked cloud that is not everywhere: see test/support/e2e/kops-bed.ts. */
const kopsTests = 'test/e2e/kops.test.ts';

export default defineConfig({
  test: {
    reporters: [
      'default',
      ...(resultsFile === undefined
        ? []
        : [['json', { outputFile: resultsFile }] as ['json', { outputFile: string }]]),
    ],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Most of these tests wait for a clock or a socket: two processors are busy with four at a time.
          maxWorkers: 4,
          setupFiles: ['test/property-seed.ts'],
          testTimeout: 30_000,
        },
      },
      // Files start in the order of their projects' names: the longest of all, the contract on kind, is among the first.
      ...providerNames.map((provider) => ({
        test: {
          ...inParallel,
          name: `contract-${provider}`,
          include: ['test/contract/**/*.test.ts'],
          provide: { provider },
          testTimeout: 10 * 60_000,
          hookTimeout: 10 * 60_000,
        },
      })),
      {
        test: {
          ...inParallel,
          name: 'ended-early',
          include: ['test/e2e/ended-early/**/*.test.ts'],
          testTimeout: 10 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          exclude: bedFolder === '' ? [kopsTests] : [],
          globalSetup: ['test/support/e2e/say-not-collected.ts'],
          // These measure, or look at all that is on the machine: one at a time, and with nothing else running.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 20 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
    ],
  },
});
