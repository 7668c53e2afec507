/** Labels of Kubernetes and its tools: they say what something is, not whose it is. */
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
