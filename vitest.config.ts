import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

const minute = 60_000;

// Each file of `test/` and each command that it runs is a process of its own. They load the same modules, which Node
// compiles once.
process.env.NODE_COMPILE_CACHE ??= path.join(import.meta.dirname, '.gazette/compile-cache');

export default defineConfig({
  test: {
    teardownTimeout: minute,
    reporters: ['default', './test/slowest.ts'],
    maxWorkers: os.availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,scripts,bench}/**/*.test.ts', 'test/{imports,plain-english}.test.ts'],
          sequence: { groupOrder: 0 },
          // Pure code: the files of a worker share its modules.
          isolate: false,
          // Properties are tried on hundreds of cases, and other files beside them.
          testTimeout: minute,
        },
      },
      {
        // Each file's process has modules of its own, and Node's way to load them: what runs is what users run.
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{imports,plain-english}.test.ts'],
          experimental: { viteModuleRunner: false, nodeLoader: false },
          globalSetup: 'test/prepare.ts',
          testTimeout: 3 * minute,
          hookTimeout: 3 * minute,
          // One page in many thousands ends the browser's own process, whatever the page is.
          retry: { count: 2, condition: /(?:Page|Target) crashed/ },
          // Much of their time goes by while they wait for a cluster, a killed process or a browser.
          maxWorkers: os.availableParallelism() + 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
