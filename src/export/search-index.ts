/** Every object of a snapshot, with its search words and the place of its row. The search loads this index. */
import type { Finding, ObjectRef, Report, State } from '../model/report.ts';
import { objectTable, objectTableNames } from '../model/tables/registry.ts';
import type { ObjectTable } from '../model/tables/table.ts';
import { usualFragment } from './usual-fragment.ts';

/** Objects of one kind and namespace with their rows on one page, in the Report's order. */
export interface SearchGroup {
  kind: string;
  namespace?: string;
  /** Path from the edition's folder, `pods/shop.html`. */
  page: string;
  names: string[];
  /** A letter for each name: the first of its state, or `-` if the kind has no states. */
  states: string;
  /** More words for each name: addresses, the node, the version, … */
  words: string[];
  /** Fragments that are not `Kind/namespace/name`, by position. */
  fragments?: Record<number, string>;
}

export interface SearchIndex {
  /** Kinds that were not seen, or only in part: objects missing here may still exist. */
  unseen: string[];
  groups: SearchGroup[];
}

export interface SearchLinks {
  /** Path from the edition's folder to the row of an object; undefined if no page shows the object. */
  row: (ref: ObjectRef) => string | undefined;
  finding: (finding: Finding) => string | undefined;
}

const LONGEST_WORDS = 600;

/** Adds an object to its group. Without a link, it is left out. */
type AddObject = (
  ref: ObjectRef,
  state: State | undefined,
  words: readonly (string | undefined)[],
  link: string | undefined,
) => void;

/** Findings first, then each table in reading order, each with trouble first. Objects without a row are left out. */
export function buildSearchIndex(report: Report, links: SearchLinks): SearchIndex {
  const groups = new Map<string, SearchGroup>();
  const add = openGroups(groups);
  for (const finding of report.findings) {
    const { kind, namespace, name } = finding.object;
    add(
      { kind: 'Finding', namespace, name: `${finding.title}: ${kind} ${name}` },
      finding.severity === 'advice' ? undefined : finding.severity,
      [finding.rule],
      links.finding(finding),
    );
  }
  // Pods are by far the most. A search for a name first wants other objects of that name.
  for (const name of objectTableNames) if (name !== 'pods') addTable(objectTable(name), report, links, add);
  for (const { resource, rows } of report.custom) {
    for (const { namespace, name, cells } of rows) {
      const ref = { kind: resource, namespace, name };
      add(ref, undefined, cells, links.row(ref));
    }
  }
  addTable(objectTable('pods'), report, links, add);
  return { unseen: report.unseen.map(({ kind }) => kind), groups: [...groups.values()] };
}

/** Objects of one kind and namespace on one page are a group. */
const openGroups =
  (groups: Map<string, SearchGroup>): AddObject =>
  (ref, state, words, link) => {
    if (link === undefined) return;
    const [page = '', fragment = ''] = link.split('#');
    const { kind, namespace, name } = ref;
    const key = JSON.stringify([page, kind, namespace]);
    let group = groups.get(key);
    if (!group) {
      group = { kind, namespace, page, names: [], states: '', words: [] };
      groups.set(key, group);
    }
    if (fragment !== usualFragment(ref)) (group.fragments ??= {})[group.names.length] = fragment;
    group.names.push(name);
    group.states += state?.charAt(0) ?? '-';
    group.words.push(toWords(words, ref));
  };

function addTable(table: ObjectTable, report: Report, links: SearchLinks, add: AddObject): void {
  const all = table.rows(report);
  const seen = new Set<string>();
  // If an object has several rows, the search finds the first, which is the worst.
  const isFirst = (ref: ObjectRef) => {
    const key = usualFragment(ref);
    return !seen.has(key) && seen.add(key);
  };
  for (const row of all) {
    const words = table.words(row);
    const ref = table.objectOf(row);
    if (words && isFirst(ref)) add(ref, row.state, words, links.row(ref));
  }
  // These have no rows of their own: they are beside the objects that they scale or guard.
  const others = all.flatMap((row) =>
    Object.entries(table.beside?.(row) ?? {}).map(([kind, name]) => ({ kind, name, row })),
  );
  for (const { kind, name, row } of [...Map.groupBy(others, (other) => other.kind).values()].flat()) {
    const { namespace } = row;
    if (name !== undefined && isFirst({ kind, namespace, name }))
      add({ kind, namespace, name }, undefined, [row.name], links.row(table.objectOf(row)));
  }
}

/** Each word once, without words that the name already has. */
function toWords(words: readonly (string | undefined)[], { name }: ObjectRef): string {
  const different = new Set(words.filter((word) => word && word !== name && word !== '<none>'));
  return [...different].join(' ').slice(0, LONGEST_WORDS);
}
