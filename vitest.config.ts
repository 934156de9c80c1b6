import { defineConfig } from 'vitest/config';

const resultsFile = process.env.REHEARSE_TEST_RESULTS;

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
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 5 * 60_000,
          hookTimeout: 10 * 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // One cluster at a time, and not beside the unit tests: two cores are all there is.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 20 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
    ],
  },
});
