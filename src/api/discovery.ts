/** The documents that tell a client what is served, one by one and aggregated. */
import { groupVersionOf, type ServedResource } from './resources.ts';
import { noSuchPath } from './status.ts';

/** Kinds that Gazette did not read have no verbs: clients that look for something to list pass over them. */
const verbsOf = ({ coverage }: ServedResource) => (coverage ? ['get', 'list', 'watch'] : []);

const describe = (resource: ServedResource) => ({
  name: resource.name,
  singularName: resource.kind.toLowerCase(),
  namespaced: resource.namespaced,
  kind: resource.kind,
  verbs: verbsOf(resource),
  ...(resource.short && { shortNames: [resource.short] }),
  ...(resource.inAll && { categories: ['all'] }),
});

/** Reviews can be created, but nothing is kept of them. */
const REVIEWS = [
  ['authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
  ['authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'],
  ['authentication.k8s.io/v1', 'selfsubjectreviews', 'SelfSubjectReview'],
] as const;

const describeReviews = (groupVersion: string) =>
  REVIEWS.filter(([place]) => place === groupVersion).map(([, name, kind]) => ({
    ...{ name, singularName: kind.toLowerCase(), namespaced: false, kind, verbs: ['create'] },
  }));

/** The group versions besides the core group's, in the order of the resources. */
const groupVersionsOf = (resources: readonly ServedResource[]) => [
  ...new Set([
    ...resources.filter(({ group }) => group !== '').map(groupVersionOf),
    ...REVIEWS.map(([place]) => place),
  ]),
];

function groupsOf(resources: readonly ServedResource[]) {
  const places = groupVersionsOf(resources).map((groupVersion) => {
    const [name = '', version = ''] = groupVersion.split('/');
    return { name, version: { groupVersion, version } };
  });
  return [...Map.groupBy(places, ({ name }) => name)].map(([name, versions]) => ({
    name,
    versions: versions.map(({ version }) => version),
    preferredVersion: versions[0]?.version,
  }));
}

/**
 * `/api`, `/apis`, and what is below, down to a group's version.
 * @throws {Refusal} Nothing is served there.
 */
export function discover(resources: readonly ServedResource[], [root, ...rest]: readonly string[]): object {
  if (root === 'api' && rest.length === 0) return { kind: 'APIVersions', versions: ['v1'] };
  if (root === 'apis' && rest.length === 0)
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(resources) };
  if (root === 'apis' && rest.length === 1) {
    const found = groupsOf(resources).find(({ name }) => name === rest[0]);
    if (!found) throw noSuchPath();
    return { kind: 'APIGroup', apiVersion: 'v1', ...found };
  }
  const groupVersion = rest.join('/');
  const own = resources.filter((resource) => groupVersionOf(resource) === groupVersion).map(describe);
  const all = [...own, ...describeReviews(groupVersion)];
  if (all.length === 0 || (root === 'api') !== (groupVersion === 'v1')) throw noSuchPath();
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: all };
}

/**
 * Everything at once, for kubectl 1.26 and later. Source: k8s.io/api/apidiscovery/v2/types.go.
 * @param version of that API: v2 or v2beta1
 */
export function discoverAll(resources: readonly ServedResource[], root: string, version: string): object {
  const places = root === 'api' ? ['v1'] : groupVersionsOf(resources);
  const groups = Map.groupBy(places, (place) => (place.includes('/') ? place.split('/')[0]! : ''));
  return {
    ...{ kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {} },
    items: [...groups].map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((place) => ({
        version: place.slice(place.indexOf('/') + 1),
        resources: [
          ...resources.filter((resource) => groupVersionOf(resource) === place).map(describe),
          ...describeReviews(place),
        ].map(({ name, singularName, namespaced, kind, verbs, ...more }) => ({
          resource: name,
          responseKind: { group, version: place.slice(place.indexOf('/') + 1), kind },
          scope: namespaced ? 'Namespaced' : 'Cluster',
          singularResource: singularName,
          verbs,
          ...more,
        })),
        freshness: 'Current',
      })),
    })),
  };
}
