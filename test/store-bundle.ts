/** The process of `store-process.ts` in one file. Tests kill it hundreds of times, and loading the sources takes longest. */
import path from 'node:path';
import { build } from 'vite';
import { sharedScratch } from './site-fixtures.ts';

/** Bundles the process once for all tests of a file, and returns the script. */
export async function bundleStoreProcess(): Promise<string> {
  const outDir = await sharedScratch();
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, 'store-process.ts'),
      outDir,
      target: 'esnext',
      rolldownOptions: { output: { entryFileNames: 'store-process.mjs', codeSplitting: false } },
    },
  });
  return path.join(outDir, 'store-process.mjs');
}
