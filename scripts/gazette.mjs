#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * Where the command line begins. Plain JavaScript, so that any Node can say that it is too old. The flag above keeps V8
 * from giving a third of its memory to objects that die young.
 */
import * as module from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `gazette: this is Node ${process.versions.node}, and Gazette needs 24 or later\n` +
      'Install it from https://nodejs.org/en/download, or with your package manager.\n',
  );
  process.exit(1);
}
// A checkout strips the types of its modules, and keeps the result for the next time; the published package has no types.
const scratch = fileURLToPath(new URL('../.gazette', import.meta.url));
if (existsSync(fileURLToPath(new URL('run.ts', import.meta.url))))
  module.enableCompileCache(`${scratch}/compile-cache`);

// Zod brings its messages in sixty languages, a file each; Gazette has words of its own. Where a newer Zod is laid out
// otherwise, nothing is left out, and all works.
module.registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '../locales/index.js' && context.parentURL?.includes('/node_modules/zod/')
      ? { url: 'data:text/javascript,', shortCircuit: true }
      : next(specifier, context),
});

await import('#scripts/run.ts');
