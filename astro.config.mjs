import { defineConfig } from 'astro/config';

// `gazette publish` runs this build, with a plan of what to print and an outDir of its own: the published folder is
// never Astro's outDir, which each build empties.
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
    // The pages' script, which is bundled as a worker would be.
    worker: { rollupOptions: { output: { entryFileNames: '_astro/[hash].js' } } },
    build: {
      assetsInlineLimit: 0,
      rollupOptions: { output: { assetFileNames: '_astro/[hash][extname]' } },
    },
  },
});
