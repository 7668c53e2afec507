/** Finds objects with some labels, without reading all of them. */
import { selectsMap } from './label-selector.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Indexes objects by namespace and label. A Service's selector then costs only as much as its rarest label.
 * @returns the objects of a namespace with every pair of a map; an empty map finds all of them
 */
export function indexByLabels<Item extends { namespace?: string; labels?: Labels }>(
  items: Iterable<Item>,
): (namespace: string | undefined, map: Labels) => Item[] {
  const byNamespace = new Map<string | undefined, Item[]>();
  const byLabel = new Map<string, Item[]>();
  const keyOf = (namespace: string | undefined, label: readonly [string, string]) =>
    JSON.stringify([namespace, ...label]);
  for (const item of items) {
    addToGroup(byNamespace, item.namespace, item);
    for (const label of Object.entries(item.labels ?? {}))
      addToGroup(byLabel, keyOf(item.namespace, label), item);
  }
  return (namespace, map) => {
    const found = Object.entries(map).map((label) => byLabel.get(keyOf(namespace, label)) ?? []);
    const [rarest] = found.sort((a, b) => a.length - b.length);
    return (rarest ?? byNamespace.get(namespace) ?? []).filter(({ labels }) => selectsMap(map, labels));
  };
}

function addToGroup<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
  const others = groups.get(key);
  if (others) others.push(item);
  else groups.set(key, [item]);
}
