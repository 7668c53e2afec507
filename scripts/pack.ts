/**
 * `npm pack` runs it: writes the published files to `dist/`. Node does not strip types under node_modules, and users do
 * not need the build tools. So the package is a bundle (`src/publish/bundle.ts`) with the files that it reads.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from '../src/project.ts';
import { runBundler } from '../src/publish/bundle.ts';

const dist = path.join(PROJECT, 'dist');
await fs.rm(dist, { recursive: true, force: true });
await runBundler(path.join(dist, 'bundle'));
for (const name of ['scripts/gazette.mjs', 'src/digest/templates'])
  await fs.cp(path.join(PROJECT, name), path.join(dist, name), { recursive: true });

const { version, type } = JSON.parse(await fs.readFile(path.join(PROJECT, 'package.json'), 'utf8')) as {
  version: string;
  type: string;
};
const imports = { '#project': './project.js' };
await fs.writeFile(
  path.join(dist, 'package.json'),
  `${JSON.stringify({ version, type, imports }, null, 2)}\n`,
);
await fs.writeFile(
  path.join(dist, 'project.js'),
  "import { fileURLToPath } from 'node:url';\n\n" +
    "export const PROJECT = fileURLToPath(new URL('./', import.meta.url));\n",
);
