/**
 * client-node's KubeConfig without its generated API: the module imports a thousand others that only `makeApiClient`
 * needs, which Gazette never calls. Leaving them out saves 45 MB of memory and a third of a second of every run
 * (`npm run bench -- collect`). Where a newer client-node is laid out otherwise, nothing is left out, and all works.
 * A bundle leaves them out, too (`scripts/bundle.ts`).
 */
import { registerHooks } from 'node:module';

/** How KubeConfig imports the generated API, and the module that it gets instead. */
export const GENERATED = './gen/index.js';
export const NOTHING = `data:text/javascript,${encodeURIComponent('export class ServerConfiguration {}; export function createConfiguration() {}')}`;

const hooks = registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === GENERATED && context.parentURL?.includes('/@kubernetes/client-node/')
      ? { url: NOTHING, shortCircuit: true }
      : nextResolve(specifier, context),
});
export const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
hooks.deregister();
