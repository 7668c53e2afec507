import path from 'node:path';
import { defineConfig } from 'astro/config';

// `scripts/bundle.ts` has Astro bundle the pages, which `gazette publish` then prints plan by plan.
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
    // Breakpoints are tokens, and no variable reaches a media query.
    css: { transformer: 'lightningcss', lightningcss: { drafts: { customMedia: true } } },
    // The pages' script, which is bundled as a worker would be.
    worker: { rollupOptions: { output: { entryFileNames: '_astro/[hash].js' } } },
    // A site has no fixed address: a stylesheet finds its faces beside itself.
    experimental: {
      renderBuiltUrl: (file, { hostType }) => (hostType === 'css' ? `./${path.basename(file)}` : undefined),
    },
    build: {
      assetsInlineLimit: 0,
      rollupOptions: { output: { assetFileNames: '_astro/[hash][extname]' } },
    },
  },
});
