/** The discovery documents, which tell a client what a cluster serves. */
import { ApiFailure } from './api-status.ts';
import type { Resource } from './objects/resource.ts';

const groupOf = (groupVersion: string): string => groupVersion.split('/')[0] ?? '';

function apiGroups(served: readonly Resource[]) {
  const versions = [...new Set(served.map(({ groupVersion }) => groupVersion))].filter((one) =>
    one.includes('/'),
  );
  return versions.map((groupVersion) => {
    const version = { groupVersion, version: groupVersion.split('/')[1] };
    return { name: groupOf(groupVersion), versions: [version], preferredVersion: version };
  });
}

function resourceList(served: readonly Resource[], groupVersion: string) {
  const own = served.filter((resource) => resource.groupVersion === groupVersion);
  if (own.length === 0) throw new ApiFailure(404, 'the server could not find the requested resource');
  return {
    ...{ kind: 'APIResourceList', apiVersion: 'v1', groupVersion },
    resources: own.map(({ name, kind, namespaced, fleeting }) => ({
      ...{ name, singularName: kind.toLowerCase(), namespaced, kind },
      verbs: fleeting ? ['get', 'list'] : ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    })),
  };
}

/** @param path split at its slashes: `['api']`, `['apis', 'apps', 'v1']` */
export function discoveryDocument(served: readonly Resource[], path: readonly string[]): object {
  const [root, group, version] = path;
  if (root === 'api') {
    return group === undefined ? { kind: 'APIVersions', versions: ['v1'] } : resourceList(served, group);
  }
  if (group === undefined) return { kind: 'APIGroupList', apiVersion: 'v1', groups: apiGroups(served) };
  if (version !== undefined) return resourceList(served, `${group}/${version}`);
  const found = apiGroups(served).find(({ name }) => name === group);
  if (!found) throw new ApiFailure(404, 'the server could not find the requested resource');
  return { kind: 'APIGroup', apiVersion: 'v1', ...found };
}
