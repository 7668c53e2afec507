/**
 * `node scripts/bundle-pages.ts FOLDER`: has Astro bundle the pages into a folder, from which any number of plans is
 * printed (`src/publish/print-pages.ts`). Run by `npm pack`, and in a checkout by the first publish.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { build, type AstroIntegration } from 'astro';
import { BUNDLE, PROJECT } from '../src/publish/pages-bundle.ts';

/** Keeps what Astro would print from and then throw away, and prints nothing. */
const keepBundle = (folder: string): AstroIntegration => ({
  name: 'gazette:keep-bundle',
  hooks: {
    'astro:config:setup': ({ updateConfig }) => {
      updateConfig({
        vite: {
          plugins: [
            {
              name: 'gazette:static-paths',
              applyToEnvironment: ({ name }) => name === 'prerender',
              buildStart() {
                this.emitFile({
                  type: 'chunk',
                  id: 'astro/runtime/prerender/static-paths.js',
                  fileName: 'static-paths.mjs',
                });
              },
            },
          ],
          // Who runs Gazette needs neither Astro nor Vite.
          environments: { prerender: { resolve: { noExternal: true } } },
        },
      });
    },
    'astro:build:start': ({ setPrerenderer }) => {
      setPrerenderer((standard) => ({
        ...standard,
        async setup() {
          const made = path.join(folder, BUNDLE.files, '.prerender');
          const target = path.join(folder, path.dirname(BUNDLE.entry));
          await fs.cp(made, target, { recursive: true });
          const [entry] = (await fs.readdir(target)).filter((name) => name.startsWith('prerender-entry.'));
          await fs.rename(path.join(target, entry!), path.join(folder, BUNDLE.entry));
        },
        getStaticPaths: () => Promise.resolve([]),
      }));
    },
  },
});

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/bundle-pages.ts FOLDER');
// A publish that was killed needs no bundle any more.
const giveUp = () => process.exit(1);
process.once('disconnect', giveUp);
await build({
  root: PROJECT,
  outDir: path.join(folder, BUNDLE.files),
  logLevel: 'error',
  integrations: [keepBundle(folder)],
});
process.off('disconnect', giveUp);
if (process.connected) process.disconnect();
