/** What a copy hides. `docs/share.md` has the same as a table. */

/** What gets a pseudonym. */
export const NAME_CLASSES = [
  { id: 'cluster', title: 'Name of the cluster, its alias, the kubectl context' },
  { id: 'node', title: 'Nodes' },
  { id: 'ip', title: 'IP addresses' },
  { id: 'host', title: 'Host names' },
  { id: 'registry', title: 'Registries of images' },
  { id: 'person', title: 'E-mail addresses' },
  { id: 'namespace', title: 'Namespaces' },
  { id: 'label', title: 'Labels of your own: keys' },
  { id: 'value', title: 'Labels of your own: values' },
] as const;
export type NameClass = (typeof NAME_CLASSES)[number]['id'];

/** What is taken out without a pseudonym. */
export const REMOVED_CLASSES = [
  { id: 'message', title: 'Messages of events, conditions and containers', mark: '[message removed]' },
  { id: 'word', title: 'Arguments, cells of custom resources, ids at the cloud provider', mark: '[removed]' },
] as const;
export type RemovedClass = (typeof REMOVED_CLASSES)[number]['id'];

export interface Profile {
  /** The requested profile. */
  name: 'internal' | 'public';
  names: ReadonlySet<NameClass>;
  /** Whole texts that are removed; otherwise, the names in them get pseudonyms. */
  removed: ReadonlySet<RemovedClass>;
}

export const PROFILE_NAMES = ['internal', 'public'] as const;

const INTERNAL: readonly NameClass[] = ['node', 'ip', 'host', 'registry', 'person'];

/** @param namespaces whether namespaces get pseudonyms; by default, the profile decides */
export function toProfile(name: Profile['name'], namespaces: boolean = name === 'public'): Profile {
  const all = NAME_CLASSES.map(({ id }) => id);
  const names = new Set(name === 'public' ? all : INTERNAL);
  if (namespaces) names.add('namespace');
  else names.delete('namespace');
  const removed = new Set(name === 'public' ? REMOVED_CLASSES.map(({ id }) => id) : []);
  return { name, names, removed };
}
