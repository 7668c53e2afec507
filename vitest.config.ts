import { defineConfig } from 'vitest/config';

const minute = 60_000;

export default defineConfig({
  test: {
    teardownTimeout: minute,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,scripts,bench}/**/*.test.ts', 'test/imports.test.ts'],
          sequence: { groupOrder: 0 },
          // Properties are tried on hundreds of cases, and other files beside them.
          testTimeout: minute,
        },
      },
      {
        // What starts an API server, a browser or a build: one file at a time, after the rest, so that two cores are enough.
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/imports.test.ts', '**/fixtures/**'],
          globalSetup: 'test/say-what-is-missing.ts',
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 3 * minute,
          hookTimeout: 3 * minute,
        },
      },
    ],
  },
});
