/**
 * client-node's KubeConfig without its generated API. The module imports a thousand modules that only `makeApiClient`
 * needs, which Gazette never calls. Without them, every run saves 45 MB of memory and a third of a second (`npm run
 * bench -- collect`). If a newer client-node has another layout, nothing is left out, and everything still works. A
 * bundle leaves them out, too (`scripts/bundle.ts`).
 */
import { registerHooks } from 'node:module';

/** The import of the generated API in KubeConfig, and the module that replaces it. */
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
