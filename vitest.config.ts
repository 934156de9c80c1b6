import { defineConfig } from 'vitest/config';
import { getTraits, providerNames } from './harness/scenario/providers/table.ts';
import { kopsTests } from './test/support/e2e/kops-tests.ts';

const resultsFile = process.env.REHEARSE_TEST_RESULTS;

/**
 * Tests on whole clusters that assert no latency: the contract tests of each provider, rehearsals that end before anything
 * of theirs is judged, and one on a clone by kops. They wait more than they compute, so three files run at a time. Next to
 * the unit tests, which compute, two processors were too few. At most two kind clusters are up, and the machines of kops:
 * contract, early ends and clone have one such file each.
 */
const inParallel = { maxWorkers: 3, sequence: { groupOrder: 1 } };

/** Said in the output of each run: test/support/e2e/say-not-collected.ts. */
const leftOut = kopsTests.filter(({ why }) => why !== null).map(({ file }) => file);

/** A clone in a cloud needs a production cluster and costs money: test/e2e/cloned holds its whole flow. */
const contractProviders = providerNames.filter((name) => !getTraits(name).createsCloudResources);

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
      // Files start in the order of their projects' names: the longest ones, cloned and the contract on kind, are the first.
      {
        test: {
          ...inParallel,
          name: 'cloned',
          include: ['test/e2e/cloned/**/*.test.ts'],
          exclude: leftOut,
          testTimeout: 30 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
      ...contractProviders.map((provider) => ({
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
          exclude: leftOut,
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
