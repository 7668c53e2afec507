/**
 * `node scripts/bundle.ts FOLDER`: bundles pages, command line and their packages into a folder. The bundle runs and
 * prints without Astro, Vite or other packages, except those of `OUTSIDE` (`src/publish/bundle.ts`).
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { build, type AstroIntegration, type ViteUserConfig } from 'astro';
import { GENERATED, NOTHING } from '../src/collect/client-node.ts';
import { PROJECT } from '../src/project.ts';
import { BUNDLE } from '../src/publish/bundle.ts';

type Plugin = Extract<NonNullable<ViteUserConfig['plugins']>[number], { name: string }>;

/** This package has a binary for each platform. */
const OUTSIDE = ['@takumi-rs/core'];

/** In place of the checkout's own folder: wherever a bundle is made, its bytes are the same. */
const ANYWHERE = '/gazette/';
const withoutPlace = (code: string) => code.replaceAll(PROJECT, ANYWHERE);

/** Astro makes a key for parts of pages that a server prints later. Gazette has none, and the key would be random. */
const NO_KEY = `"key":"${Buffer.alloc(32).toString('base64')}"`;

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
    // A bundle has another folder than Gazette itself.
    if (importer && path.resolve(path.dirname(importer), source) === project)
      return { id: '#project', external: true };
    // client-node's generated API is 60 MB, and Gazette calls none of it.
    return source === GENERATED && importer?.includes('/@kubernetes/client-node/')
      ? { id: NOTHING, external: true }
      : undefined;
  },
  // Names of chunks are made from what is in them.
  renderChunk: (code) => ({ code: withoutPlace(code) }),
  load: (id) =>
    id === PRINTING
      ? `export { StaticPaths } from 'astro/runtime/prerender/static-paths.js';
         export { ownedByPlan, withPrinting } from '${path.join(PROJECT, 'src/site/printing.ts')}';
         export { default as stylesheet } from '${path.join(PROJECT, 'src/styles/gazette.css')}?url&no-inline';`
      : undefined,
};

/** Keeps the bundle that Astro would print from and then delete; prints nothing. */
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
          const pages = await fs.readFile(path.join(target, entry!), 'utf8');
          await fs.rm(path.join(target, entry!));
          await fs.writeFile(
            path.join(folder, BUNDLE.pages),
            withoutPlace(pages.replaceAll(path.join(folder, BUNDLE.files), `${ANYWHERE}public`)).replace(
              /"key":"[\w+/=]{44}"/,
              NO_KEY,
            ),
          );
        },
        getStaticPaths: () => Promise.resolve([]),
      }));
    },
  },
});

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/bundle.ts FOLDER');
// If the publish was killed, nobody needs the bundle.
const giveUp = () => process.exit(1);
process.once('disconnect', giveUp);
await build({
  root: PROJECT,
  outDir: path.join(folder, BUNDLE.files),
  logLevel: 'error',
  integrations: [keepBundle(folder)],
});
// Two lists: the packages that Node runs, and those that browsers run.
const lists = [path.dirname(BUNDLE.pages), BUNDLE.files].map((part) =>
  path.join(folder, part, BUNDLE.licences),
);
for (const list of lists) {
  await fs.appendFile(path.join(folder, BUNDLE.licences), await fs.readFile(list));
  await fs.rm(list);
}
process.off('disconnect', giveUp);
if (process.connected) process.disconnect();
