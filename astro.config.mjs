import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'astro/config';

const sources = fileURLToPath(new URL('src', import.meta.url));

/**
 * Gazette's own modules stay outside of what Astro bundles, as `#src/…` (`imports` of package.json): the pages run the
 * same code as the publish that prints them, and share its memory.
 */
const ownModulesStayOutside = {
  name: 'gazette:own-modules-stay-outside',
  enforce: /** @type {const} */ ('pre'),
  /** @param {{ name: string }} environment */
  applyToEnvironment: ({ name }) => name === 'prerender',
  /**
   * @param {string} source
   * @param {string | undefined} importer
   */
  resolveId(source, importer) {
    if (!importer || !source.startsWith('.') || !source.endsWith('.ts')) return undefined;
    const file = path.relative(sources, path.resolve(path.dirname(importer.split('?')[0] ?? ''), source));
    const isRoute = file.startsWith('..') || file.startsWith('pages/') || file === 'middleware.ts';
    return isRoute ? undefined : { id: `#src/${file}`, external: true };
  },
};

// `scripts/bundle-pages.ts` has Astro bundle the pages, which `gazette publish` then prints plan by plan.
export default defineConfig({
  output: 'static',
  outDir: './.gazette/astro-out',
  build: {
    format: 'preserve',
    assets: '_astro',
    inlineStylesheets: 'never',
    concurrency: 4,
  },
  compressHTML: 'jsx',
  devToolbar: { enabled: false },
  vite: {
    plugins: [ownModulesStayOutside],
    // The pages' script, which is bundled as a worker would be.
    worker: { rollupOptions: { output: { entryFileNames: '_astro/[hash].js' } } },
    build: {
      assetsInlineLimit: 0,
      rollupOptions: { output: { assetFileNames: '_astro/[hash][extname]' } },
    },
  },
});
