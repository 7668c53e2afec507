/**
 * `npm pack` runs it: writes what is published to dist/. Node does not strip types under node_modules, so the command
 * line goes out as JavaScript; Astro builds the pages from the sources beside it, as in the checkout.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { $ } from 'zx';
import { PROJECT } from '../src/publish/pages-bundle.ts';
import { bundleClientNode } from './bundle-client-node.ts';

const dist = path.join(PROJECT, 'dist');

await fs.rm(dist, { recursive: true, force: true });
await $({ cwd: PROJECT, stdio: 'inherit' })`npx --no-install tsc -p tsconfig.pack.json`;
await bundleClientNode(path.join(dist, 'src', 'collect'));
await fs.cp(path.join(PROJECT, 'src'), path.join(dist, 'src'), {
  recursive: true,
  filter: (file) => !file.endsWith('.test.ts') && !file.startsWith(path.join(PROJECT, 'src', 'demo')),
});
for (const name of ['public', 'astro.config.mjs', 'tsconfig.json', 'package.json']) {
  await fs.cp(path.join(PROJECT, name), path.join(dist, name), { recursive: true });
}
