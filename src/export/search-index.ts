/** Every object of a snapshot with the words that people look for it by, and where its row is: what the search loads. */
import type { Finding, Judged, ObjectRef, Report, State, WorkloadRow } from '../model/report.ts';

/** Objects of one kind and namespace whose rows are on one page, in the Report's order. */
export interface SearchGroup {
  kind: string;
  namespace?: string;
  /** From the edition's folder, `pods/shop.html`. */
  page: string;
  names: string[];
  /** A letter for each name: the first of its state, or `-` where the kind has none. */
  states: string;
  /** More words for each name: addresses, the node, the version, … */
  words: string[];
  /** Fragments that are not `Kind/namespace/name`, by position. */
  fragments?: Record<number, string>;
}

export interface SearchIndex {
  /** Kinds that were not, or not wholly, seen: what is not found among them may still be there. */
  unseen: string[];
  groups: SearchGroup[];
}

export interface SearchLinks {
  /** From the edition's folder to the row of an object; undefined where no page shows it. */
  row: (ref: ObjectRef) => string | undefined;
  finding: (finding: Finding) => string | undefined;
}

/** Fragment of an object's row, as rows are named unless their group says otherwise. */
export function usualFragment({ kind, namespace, name }: ObjectRef): string {
  return [kind, ...(namespace === undefined ? [] : [namespace]), name].map(encodeURIComponent).join('/');
}

const LONGEST_WORDS = 200;

/** Findings first, then each table in reading order, each with trouble first. Objects without a row are left out. */
export function buildSearchIndex(report: Report, links: SearchLinks): SearchIndex {
  const groups = new Map<string, SearchGroup>();
  const add = (
    ref: ObjectRef,
    state: State | undefined,
    words: readonly (string | undefined)[],
    link: string | undefined = links.row(ref),
  ) => {
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
  const addAll = <Row extends Judged>(
    rows: readonly Row[],
    refOf: (row: Row) => ObjectRef,
    wordsOf: (row: Row) => readonly (string | undefined)[],
  ) => {
    for (const row of rows) add(refOf(row), row.state, wordsOf(row));
  };
  const own =
    (kind: string) =>
    ({ namespace, name }: { namespace?: string; name: string }): ObjectRef => ({ kind, namespace, name });

  for (const finding of report.findings) {
    const { kind, namespace, name } = finding.object;
    add(
      { kind: 'Finding', namespace, name: `${finding.title}: ${kind} ${name}` },
      finding.severity === 'advice' ? undefined : finding.severity,
      [finding.rule],
      links.finding(finding),
    );
  }
  addAll(
    report.workloads,
    (row) => row,
    (row) => [row.version, ...row.images.map(toShortImage)],
  );
  // These have no rows of their own: they stand beside what they scale and guard, the first of several.
  for (const [kind, of] of [
    ['HorizontalPodAutoscaler', (row: WorkloadRow) => row.autoscaler],
    ['PodDisruptionBudget', (row: WorkloadRow) => row.disruptionBudget],
  ] as const) {
    const seen = new Set<string>();
    for (const row of report.workloads) {
      const { namespace } = row;
      const name = of(row)?.name;
      if (name === undefined || seen.has(`${namespace}/${name}`)) continue;
      seen.add(`${namespace}/${name}`);
      add({ kind, namespace, name }, undefined, [row.name], links.row(row));
    }
  }
  addAll(report.nodes, own('Node'), (row) => [row.internalIP, row.dataCentre, row.roles, row.version]);
  addAll(report.services, own('Service'), (row) => [row.type, row.clusterIP, ...row.external]);
  addAll(
    report.routes,
    (row) => row,
    (row) => [...row.paths.map(({ host }) => host), ...row.addresses],
  );
  addAll(report.gateways, own('Gateway'), (row) => [row.class, ...row.addresses]);
  addAll(report.claims, own('PersistentVolumeClaim'), (row) => [row.phase, row.storageClass, row.volume]);
  const quotas = Map.groupBy(report.quotas, (row) => JSON.stringify([row.namespace, row.name]));
  addAll(
    [...quotas.values()].map(([worst]) => worst!),
    own('ResourceQuota'),
    () => [],
  );
  for (const { resource, rows } of report.custom) {
    for (const row of rows) add({ ...own(resource)(row) }, undefined, row.cells);
  }
  addAll(report.pods, own('Pod'), (row) => [
    row.ip,
    row.node,
    row.version,
    row.status === 'Running' ? undefined : row.status,
  ]);
  return { unseen: report.unseen.map(({ kind }) => kind), groups: [...groups.values()] };
}

/** Once each, and none that the name has. */
function toWords(words: readonly (string | undefined)[], { name }: ObjectRef): string {
  const different = new Set(words.filter((word) => word && word !== name && word !== '<none>'));
  return [...different].join(' ').slice(0, LONGEST_WORDS);
}

/** `registry.example/shop/web:1.4@sha256:…` is looked for by `web:1.4`. */
const toShortImage = (image: string) => image.split('@')[0]!.split('/').at(-1);
