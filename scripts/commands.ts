import type { Commands } from './command.ts';

/** Every command, in the order of the help. */
export const commands: Commands = {
  collect: () => import('./collect.ts'),
  import: () => import('./import.ts'),
  publish: () => import('./publish.ts'),
  serve: () => import('./serve.ts'),
  review: () => import('./review.ts'),
  list: () => import('./list.ts'),
  status: () => import('./status.ts'),
  cat: () => import('./cat.ts'),
  kubectl: () => import('./kubectl.ts'),
  api: () => import('./api.ts'),
  export: () => import('./export.ts'),
  diff: () => import('./diff.ts'),
  share: () => import('./share.ts'),
  verify: () => import('./verify.ts'),
  prune: () => import('./prune.ts'),
  pin: () => import('./pin.ts'),
  unpin: () => import('./unpin.ts'),
  purge: () => import('./purge.ts'),
  rebuild: () => import('./rebuild.ts'),
  digest: () => import('./digest.ts'),
  notify: () => import('./notify.ts'),
  completion: () => import('./completion.ts'),
  demo: () => import('./demo.ts'),
};
