/**
 * Puts client-node's KubeConfig, and what it imports, into one file: the published package then does without client-node,
 * whose 65 MB are an API that Gazette does not call. The licences of what is in the file stand beside it.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { GENERATED, NOTHING } from '../src/collect/client-node.ts';
import { PROJECT } from '../src/publish/pages-bundle.ts';

/** @param folder where the JavaScript of `src/collect/` is published: `client-node.js` there is replaced */
export async function bundleClientNode(folder: string): Promise<void> {
  await build({
    root: PROJECT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias: { [GENERATED]: NOTHING } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      minify: false,
      outDir: folder,
      emptyOutDir: false,
      license: { fileName: 'client-node.licenses.md' },
      rolldownOptions: {
        input: fileURLToPath(import.meta.resolve('@kubernetes/client-node/dist/config.js')),
        output: {
          entryFileNames: 'client-node.js',
          banner:
            '// KubeConfig of @kubernetes/client-node, with what it imports. Licences: client-node.licenses.md',
        },
      },
    },
  });
}
