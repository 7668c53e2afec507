/**
 * `node scripts/bundle.ts FOLDER`: bundles pages, command line and the packages that both need into a folder, which runs
 * and prints without Astro, Vite, or any package but those of `OUTSIDE` (`src/publish/bundle.ts`).
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { build, type AstroIntegration, type ViteUserConfig } from 'astro';
import { GENERATED, NOTHING } from '../src/collect/client-node.ts';
import { PROJECT } from '../src/project.ts';
import { BUNDLE } from '../src/publish/bundle.ts';

type Plugin = Extract<NonNullable<ViteUserConfig['plugins']>[number], { name: string }>;

/** It has a binary for each platform. */
const OUTSIDE = ['@takumi-rs/core'];

const PRINTING = 'virtual:gazette/printing';
const project = path.join(PROJECT, 'src/project.ts');

const program: Plugin = {
  name: 'gazette:program',
  enforce: 'pre',
  applyToEnvironment: ({ name }) => name === 'prerender',
  buildStart() {
    const emit = (id: string, file: string) =>
      this.emitFile({ type: 'chunk', id, fileName: path.basename(file), preserveSignature: 'strict' });
    emit(path.join(PROJECT, 'scripts/run.ts'), BUNDLE.run);
    emit(PRINTING, BUNDLE.printing);
  },
  resolveId(source, importer) {
    if (source === PRINTING) return source;
    if (OUTSIDE.includes(source)) return { id: source, external: true };
    // A bundle does not stand where Gazette does.
    if (importer && path.resolve(path.dirname(importer), source) === project)
      return { id: '#project', external: true };
    // Its generated API is 60 MB, of which Gazette calls nothing.
    return source === GENERATED && importer?.includes('/@kubernetes/client-node/')
      ? { id: NOTHING, external: true }
      : undefined;
  },
  load: (id) =>
    id === PRINTING
      ? `export { StaticPaths } from 'astro/runtime/prerender/static-paths.js';
         export { ownedByPlan, withPrinting } from '${path.join(PROJECT, 'src/site/printing.ts')}';`
      : undefined,
};

/** Keeps what Astro would print from and then throw away, and prints nothing. */
const keepBundle = (folder: string): AstroIntegration => ({
  name: 'gazette:keep-bundle',
  hooks: {
    'astro:config:setup': ({ updateConfig }) => {
      updateConfig({
        vite: {
          plugins: [program],
          environments: { prerender: { resolve: { noExternal: true } } },
          build: { license: { fileName: BUNDLE.licences } },
        },
      });
    },
    'astro:build:start': ({ setPrerenderer }) => {
      setPrerenderer((standard) => ({
        ...standard,
        async setup() {
          const target = path.join(folder, path.dirname(BUNDLE.pages));
          await fs.cp(path.join(folder, BUNDLE.files, '.prerender'), target, { recursive: true });
          const [entry] = (await fs.readdir(target)).filter((name) => name.startsWith('prerender-entry.'));
          await fs.rename(path.join(target, entry!), path.join(folder, BUNDLE.pages));
        },
        getStaticPaths: () => Promise.resolve([]),
      }));
    },
  },
});

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/bundle.ts FOLDER');
// A publish that was killed needs no bundle any more.
const giveUp = () => process.exit(1);
process.once('disconnect', giveUp);
await build({
  root: PROJECT,
  outDir: path.join(folder, BUNDLE.files),
  logLevel: 'error',
  integrations: [keepBundle(folder)],
});
// Two lists: of what Node runs, and of what browsers do.
const lists = [path.dirname(BUNDLE.pages), BUNDLE.files].map((part) =>
  path.join(folder, part, BUNDLE.licences),
);
for (const list of lists) {
  await fs.appendFile(path.join(folder, BUNDLE.licences), await fs.readFile(list));
  await fs.rm(list);
}
process.off('disconnect', giveUp);
if (process.connected) process.disconnect();
