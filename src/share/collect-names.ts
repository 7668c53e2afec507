/** Collects the names that a snapshot shows: nodes, hosts, namespaces, registries, and the cluster's own. Pure. */
import { isIP } from 'node:net';
import { DAY_PARTS } from '../history/day/day-files.ts';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kindNames, kinds } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import type { KnownName } from './dictionary.ts';
import { listImages, registryOf } from './images.ts';
import { collectKept, toGroup, mergeKept, NOTHING_KEPT, type KeptNames } from './kept-names.ts';
import { listLabelKeys, listLabels, listMarked, listMarkedIn } from './marked-fields.ts';
import {
  isCommonHost,
  isCommonManager,
  isCommonNamespace,
  isCommonUser,
  isProductGroup,
} from './well-known.ts';

export interface Names {
  known: readonly KnownName[];
  /** Domains of an owner: `example.com` if there is a host `shop.example.com`. */
  domains: readonly string[];
  /** Custom resources: `widgets.ops.example.com`. */
  resources: readonly string[];
  /** Names that only look like others. */
  kept: KeptNames;
}

/** Under these domains, anybody has names. */
const SHARED_DOMAINS =
  /^(?:(?:co|com|org|net|gov|ac|edu)\.[a-z]{2}|amazonaws\.com|[a-z]+\.amazonaws\.com|cloudapp\.net|azure\.com|windows\.net|googleapis\.com|nip\.io|sslip\.io|gcr\.io|pkg\.dev|github\.io|github\.com|gitlab\.com|ghcr\.io|quay\.io|docker\.com|azurecr\.io|jfrog\.io|compute\.internal|ec2\.internal)$/;

/** Common first words of names. */
const GENERIC = /^(?:master|worker|control-plane|controlplane|node|nodes|server|agent|minikube|localhost)$/;

/** Labels whose value names the infrastructure. */
const INFRASTRUCTURE =
  /^(?:machine\.openshift\.io\/cluster-api-cluster|[a-z0-9.-]*cluster\.x-k8s\.io\/cluster-name|alpha\.eksctl\.io\/cluster-name|kubernetes\.azure\.com\/cluster|.*\/cluster[-_]?(?:name|id)|.*\/infra(?:structure)?[-_]?(?:name|id))$/i;
/** The name that an OpenShift installer gives to all machines: `prod-x7k2p` of `prod-x7k2p-worker-eu-1a-lq8vz`. */
const INSTALLED = /^(.+-[bcdfghjklmnpqrstvwxz2456789]{5})-(?:master|worker|infra)(?:-|$)/;
/** Labels whose value is a tool or a person. */
const MANAGED_BY = /(?:^|[/.])(?:managed-by|created-by|requester|creator)$/i;
/** Labels whose value may be a person, such as `jane.doe`, and a team as well. */
const OWNED_BY = /(?:^|[/.])(?:owner|maintainer|contact|user|username)$/i;
const PERSON = /^[a-z]+[._][a-z]+$/i;

/** Notes names. The first class of a name counts. */
function openNotes() {
  const known = new Map<string, KnownName>();
  const hosts = new Set<string>();
  const note = (kind: KnownName['class'], text: string | undefined, of = text, exactCase = false) => {
    const key = text?.toLowerCase();
    if (key === undefined || key === '' || of === undefined || known.has(key)) return;
    known.set(key, { class: kind, text: text!, of, ...(exactCase && { exactCase }) });
  };
  const noteHost = (text: string | undefined) => {
    const host = text?.replace(/^\*\./, '').toLowerCase();
    if (host === undefined || isIP(host) !== 0 || isCommonHost(host)) return;
    note('host', host);
    hosts.add(host);
  };
  // Namespaces are common words.
  const noteNamespace = (name: string | undefined) => {
    if (name !== undefined && !isCommonNamespace(name)) note('namespace', name, name, true);
  };
  return { known, hosts, note, noteHost, noteNamespace };
}
type Notes = ReturnType<typeof openNotes>;

/** Names of one snapshot. */
export function collectNames(snapshot: Snapshot): Names {
  const { meta, objects } = snapshot;
  const kept = collectKept(snapshot);
  const notes = openNotes();
  const { known, hosts, note, noteHost, noteNamespace } = notes;
  note('cluster', meta.cluster);
  note('cluster', meta.settings.alias, meta.cluster);
  note('cluster', meta.settings.viewerContext, meta.cluster);
  noteNodes(notes, snapshot);
  for (const { metadata } of objects.Namespace) noteNamespace(metadata.name);
  for (const name of listMarked(objects, 'namespace')) noteNamespace(name);
  for (const { namespaces = [] } of meta.coverage) namespaces.forEach(noteNamespace);
  for (const host of listMarked(objects, 'host')) noteHost(host);
  for (const { addressType, endpoints = [] } of objects.EndpointSlice)
    if (addressType === 'FQDN') for (const { addresses = [] } of endpoints) addresses.forEach(noteHost);
  noteRegistries(notes, snapshot, kept);
  notePeople(notes, snapshot, kept);
  const resources = noteGroups(notes, snapshot);
  const domains = new Set([...hosts].map((host) => domainOf(host)).filter((domain) => domain !== undefined));
  return { known: [...known.values()], domains: [...domains], resources, kept };
}

function noteNodes({ note }: Notes, { objects }: Snapshot): void {
  const nodes = [
    ...kindNames
      .filter((kind) => (kinds[kind] as KindSpec).namesNodes)
      .flatMap((kind) => objects[kind].map(({ metadata }) => metadata.name)),
    ...objects.Lease.filter(({ metadata }) => metadata.namespace === 'kube-node-lease').map(
      ({ metadata }) => metadata.name,
    ),
    ...listMarked(objects, 'node'),
    ...objects.Event.filter(({ involvedObject }) => involvedObject?.kind === 'Node').map(
      ({ involvedObject }) => involvedObject?.name,
    ),
  ];
  for (const node of nodes) {
    note('node', node);
    const [short = '', ...domain] = node?.split('.') ?? [];
    const isTelling = short.length > 3 && !GENERIC.test(short);
    if (domain.length > 0 && isTelling && isIP(node!) === 0) note('node', short, node);
    note('cloud', INSTALLED.exec(node ?? '')?.[1]);
  }
  for (const { metadata, spec, status } of objects.Node) {
    const labels = [metadata.labels?.['kubernetes.io/hostname']];
    const addresses =
      status?.addresses?.filter(({ type }) => !type?.endsWith('IP')).map(({ address }) => address) ?? [];
    for (const name of [...labels, ...addresses])
      if (name && isIP(name) === 0) note('node', name, metadata.name);
    const id = spec?.providerID?.split('/').at(-1);
    if (id !== undefined && id.length >= 8 && /\d/.test(id)) note('cloud', id);
    for (const [key, value] of Object.entries(metadata.labels ?? {}))
      if (INFRASTRUCTURE.test(key) && value.length >= 3) note('cloud', value);
  }
}

function noteRegistries({ note, noteHost }: Notes, snapshot: Snapshot, kept: KeptNames): void {
  for (const image of listImages(snapshot)) {
    const registry = registryOf(image);
    if (registry === undefined) continue;
    // A single word, such as grafana, is often also the name of a workload. In images, its position tells.
    const isObject = !/[.:/]/.test(registry) && kept.objects.has(registry.toLowerCase());
    if (!isObject && registry.length > 2) note('registry', registry, registry, !/[.:/\d]/.test(registry));
    const [host = ''] = registry.split('/');
    if (/[.:]/.test(host)) noteHost(host.replace(/:\d+$/, ''));
    note('cloud', /^(\d{12})\.dkr\.ecr\./.exec(registry)?.[1]);
  }
}

/** Who manages and writes objects, and who holds Leases. */
function notePeople({ note, noteHost }: Notes, { objects }: Snapshot, kept: KeptNames): void {
  for (const manager of listMarked(objects, 'manager'))
    if (mayBePerson(manager) && !kept.objects.has(manager.toLowerCase()))
      note('person', manager, manager, true);
  for (const labels of listLabels(objects)) {
    for (const [key, value] of Object.entries(labels)) {
      if (typeof value !== 'string' || value.length < 3) continue;
      if (!MANAGED_BY.test(key) && !(OWNED_BY.test(key) && PERSON.test(value))) continue;
      const isTool = isCommonUser(value) || kept.objects.has(value.toLowerCase());
      if (!isTool && !isProductGroup(toGroup(value))) note('person', value, value, true);
    }
  }
  for (const { spec } of objects.Lease) {
    // `host_uuid`, where the holder is no pod but a machine.
    const holder = /^(.+)_[0-9a-f-]{36}$/.exec(spec?.holderIdentity ?? '')?.[1];
    if (holder !== undefined && !kept.objects.has(holder.toLowerCase()) && /[\d.-]/.test(holder))
      noteHost(holder);
  }
}

/** A writer of objects that is no known program. */
const mayBePerson = (manager: string) =>
  manager.length > 2 && !isCommonManager(manager) && !isProductGroup(toGroup(manager));

/** Domains of your own in API groups, keys of labels, drivers and finalizers. @returns custom resources */
function noteGroups({ noteHost, hosts }: Notes, { meta, objects }: Snapshot): string[] {
  const resources = new Set([
    ...objects.TableRow.map(({ resource }) => resource),
    ...meta.coverage.map(({ kind }) => kind),
  ]);
  const own = [...resources].filter(
    (name): name is string => name?.includes('.') === true && !isProductGroup(name),
  );
  const names = [
    ...listMarked(objects, 'domain'),
    ...listLabelKeys(objects),
    ...listLabels(objects)
      .flatMap((labels) => Object.keys(labels))
      .filter((key) => key.includes('/')),
    ...own.map((name) => name.slice(name.indexOf('.') + 1)),
  ];
  for (const group of new Set(names.map(toGroup))) {
    const isOwn = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z-]{2,}$/.test(group) && !isProductGroup(group);
    if (isOwn && !hosts.has(group)) noteHost(group);
  }
  return own;
}

/** Merges names of several sources; what one source knows about a name counts. */
export function mergeNames(all: readonly Names[]): Names {
  const known = new Map<string, KnownName>();
  for (const name of all.flatMap((names) => names.known)) {
    const key = name.text.toLowerCase();
    if (!known.has(key)) known.set(key, name);
  }
  return {
    known: [...known.values()],
    domains: [...new Set(all.flatMap(({ domains }) => domains))],
    resources: [...new Set(all.flatMap(({ resources }) => resources))],
    kept: mergeKept(all.map(({ kept }) => kept)),
  };
}

/** Names of a kind of its own, such as those of a Day. */
export const toNames = (known: readonly KnownName[]): Names => ({
  ...{ known, domains: [], resources: [], kept: NOTHING_KEPT },
});

/** Names of the parts of a Day, which may know nodes and namespaces that no snapshot of a review shows. */
export function collectDayNames(parts: Readonly<Record<string, unknown>>): Names {
  const known = new Map<string, KnownName>();
  for (const [part, schema] of Object.entries(DAY_PARTS)) {
    for (const text of listMarkedIn(schema, parts[part], 'namespace')) {
      if (text !== '' && !isCommonNamespace(text))
        known.set(`namespace ${text}`, { class: 'namespace', text, of: text, exactCase: true });
    }
    for (const whole of listMarkedIn(schema, parts[part], 'manager')) {
      const [text = ''] = whole.split('/');
      if (mayBePerson(text))
        known.set(`person ${text}`, { class: 'person', text, of: text, exactCase: true });
    }
    for (const text of listMarkedIn(schema, parts[part], 'node'))
      known.set(`node ${text}`, { class: 'node', text, of: text });
  }
  return toNames([...known.values()]);
}

/** `example.com` of `shop.example.com`; undefined if the domain is shared. */
function domainOf(host: string): string | undefined {
  const labels = host.split('.');
  const two = labels.slice(-2).join('.');
  // Any other text in such a field is replaced whole.
  if (!/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(host)) return undefined;
  const domain = SHARED_DOMAINS.test(two) ? labels.slice(-3).join('.') : two;
  return SHARED_DOMAINS.test(domain) || isCommonHost(domain) ? undefined : domain;
}
