/** Labels of Kubernetes and its tools: they say what something is, not whose it is. */
import { toGroup } from './kept-names.ts';
import { isProductGroup } from './well-known.ts';

const PLAIN = new Set([
  ...['app', 'name', 'version', 'component', 'instance', 'tier', 'role', 'release', 'track', 'k8s-app'],
  ...[
    'job-name',
    'controller-uid',
    'pod-template-hash',
    'pod-template-generation',
    'controller-revision-hash',
  ],
]);
const OWNERS = /(?:^|\.)(?:kubernetes\.io|k8s\.io)$/;

export function isStandardLabel(key: string): boolean {
  const slash = key.indexOf('/');
  return slash === -1 ? PLAIN.has(key) : OWNERS.test(key.slice(0, slash));
}

/** Keys that say nothing about their owner: standard labels, and labels of products. */
export const isProductLabel = (key: string): boolean =>
  isStandardLabel(key) || (key.includes('/') && isProductGroup(toGroup(key)));
