import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

const minute = 60_000;

// Each command that a test runs is a process of its own. All load the same modules, which Node compiles once.
process.env.NODE_COMPILE_CACHE ??= path.join(import.meta.dirname, '.gazette/compile-cache');

/**
 * The files of a worker share its modules: these are compiled once, and become fast once. No module has a state that a
 * file could leave behind. With more memory for short-lived objects, the garbage collector has half the work.
 */
const SHARED = { isolate: false, execArgv: ['--max-semi-space-size=32'] };

/**
 * Modules are loaded in Node's way: what runs is what users run. Vitest's own way calls a function wherever a module uses
 * what it imports.
 */
const AS_NODE = { experimental: { viteModuleRunner: false, nodeLoader: false } };

const PURE = ['test/{imports,plain-english}.test.ts'];
const TORTURE = ['test/torture.test.ts'];

/** Tests with a process, a browser or a cluster. */
const SYSTEM = {
  ...AS_NODE,
  testTimeout: 3 * minute,
  hookTimeout: 3 * minute,
  // One page in many thousands ends the browser's own process, whatever the page is.
  retry: { count: 2, condition: /(?:Page|Target) crashed/ },
  // Much of their time goes by while they wait for a cluster, a killed process or a browser.
  maxWorkers: os.availableParallelism() + 1,
  sequence: { groupOrder: 1 },
};

export default defineConfig({
  test: {
    teardownTimeout: minute,
    reporters: ['default', './test/slowest.ts'],
    maxWorkers: os.availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...AS_NODE,
          ...SHARED,
          name: 'unit',
          include: ['{src,scripts,bench}/**/*.test.ts', ...PURE],
          sequence: { groupOrder: 0 },
          // Properties are tried on hundreds of cases, and other files beside them.
          testTimeout: minute,
        },
      },
      {
        test: {
          ...SYSTEM,
          ...SHARED,
          name: 'system',
          globalSetup: 'test/prepare.ts',
          include: ['test/**/*.test.ts'],
          exclude: [...PURE, ...TORTURE],
        },
      },
      {
        // It makes Node's own calls fail, in its whole process.
        test: { ...SYSTEM, name: 'torture', include: TORTURE },
      },
    ],
  },
});
