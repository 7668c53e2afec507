/**
 * `npm run dist`: writes the published package to `dist/`. Node does not strip types under node_modules, and users do
 * not need the build tools. So the package is a bundle (`src/publish/bundle.ts`) with the files that it reads.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from '../src/project.ts';
import { runBundler } from '../src/publish/bundle.ts';

const dist = path.join(PROJECT, 'dist');
const FILES = [
  ...['scripts/gazette.cjs', 'scripts/gazette.mjs', 'src/digest/templates'],
  ...['README.md', 'CHANGELOG.md', 'LICENSE', 'gazette.config.example.yaml'],
];

interface Lock {
  packages: Record<string, { dev?: boolean; funding?: unknown }>;
}

const readJson = async <Shape>(file: string): Promise<Shape> =>
  JSON.parse(await fs.readFile(path.join(PROJECT, file), 'utf8')) as Shape;
const writeJson = (file: string, value: unknown) =>
  fs.writeFile(path.join(dist, file), `${JSON.stringify(value, null, 2)}\n`);

await fs.rm(dist, { recursive: true, force: true });
await runBundler(path.join(dist, 'bundle'));
for (const name of FILES) await fs.cp(path.join(PROJECT, name), path.join(dist, name), { recursive: true });

const { name, version, description, license, type, keywords, engines, bin, dependencies } =
  await readJson<Record<string, unknown>>('package.json');
const own = { name, version, license, bin, engines, dependencies };
await writeJson('package.json', {
  ...{ name, version, description, license, type, keywords, engines, bin, dependencies },
  imports: { '#project': './project.js' },
});
// npm installs exactly these versions, so that the package prints what the checkout prints.
const { packages, ...lock } = await readJson<Lock>('package-lock.json');
const shipped = Object.entries(packages)
  .filter(([folder, { dev }]) => folder !== '' && !dev)
  .map(([folder, { funding: _, ...entry }]) => [folder, entry] as const);
await writeJson('npm-shrinkwrap.json', { ...lock, packages: { '': own, ...Object.fromEntries(shipped) } });
await fs.writeFile(
  path.join(dist, 'project.js'),
  "import { fileURLToPath } from 'node:url';\n\n" +
    "export const PROJECT = fileURLToPath(new URL('./', import.meta.url));\n",
);
