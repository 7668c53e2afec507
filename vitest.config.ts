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
          // Pure code: the files of a worker share its modules.
          isolate: false,
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
          // Node's own modules: pages are printed by the same code, not by a copy of it.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 3 * minute,
          hookTimeout: 3 * minute,
        },
      },
    ],
  },
});
