/** What a copy hides. `docs/share.md` has the same as a table. */

/** What gets a pseudonym. */
export const NAME_CLASSES = [
  { id: 'cluster', title: 'Name of the cluster, its alias, the kubectl context' },
  { id: 'node', title: 'Nodes' },
  { id: 'ip', title: 'IP addresses' },
  { id: 'host', title: 'Host names, domains of your own' },
  { id: 'registry', title: 'Registries of images' },
  { id: 'repository', title: 'Repositories of sources' },
  { id: 'cloud', title: 'Accounts, ids and ARNs at the cloud provider, name of the infrastructure' },
  { id: 'person', title: 'E-mail addresses, users' },
  { id: 'namespace', title: 'Namespaces' },
  { id: 'label', title: 'Labels of your own: keys' },
  { id: 'value', title: 'Labels of your own: values' },
] as const;
export type NameClass = (typeof NAME_CLASSES)[number]['id'];

/** What is taken out without a pseudonym. */
export const REMOVED_CLASSES = [
  { id: 'message', title: 'Messages of events, conditions and containers', mark: '[message removed]' },
  { id: 'word', title: 'Arguments, cells of custom resources, ids at the cloud provider', mark: '[removed]' },
  { id: 'dropped', title: 'Fields that were dropped', mark: '[dropped]' },
] as const;
export type RemovedClass = (typeof REMOVED_CLASSES)[number]['id'];

/** Which namespaces get pseudonyms: all, or all but those that products bring, or none. */
export const NAMESPACE_CHOICES = ['hide', 'own', 'keep'] as const;
export type NamespaceChoice = (typeof NAMESPACE_CHOICES)[number];

export interface Profile {
  /** The requested profile. */
  name: 'internal' | 'public';
  names: ReadonlySet<NameClass>;
  namespaces: NamespaceChoice;
  /** Whole texts that are removed; otherwise, the names in them get pseudonyms. */
  removed: ReadonlySet<RemovedClass>;
}

export const PROFILE_NAMES = ['internal', 'public'] as const;

const INTERNAL: readonly NameClass[] = [
  ...(['node', 'ip', 'host', 'registry', 'repository', 'cloud', 'person'] as const),
];

/** @param namespaces by default, the profile decides */
export function toProfile(
  name: Profile['name'],
  namespaces: NamespaceChoice = name === 'public' ? 'own' : 'keep',
): Profile {
  const all = NAME_CLASSES.map(({ id }) => id);
  const names = new Set(name === 'public' ? all : INTERNAL);
  if (namespaces === 'keep') names.delete('namespace');
  else names.add('namespace');
  const removed = new Set<RemovedClass>(name === 'public' ? ['message', 'word'] : []);
  return { name, names, namespaces, removed };
}
