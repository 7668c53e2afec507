/** Collects the names that a snapshot shows: nodes, hosts, namespaces, registries, and the cluster's own. Pure. */
import { isIP } from 'node:net';
import { z } from 'zod';
import type { LeafTreatment } from '../snapshots/kinds/fields.ts';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kindNames, kinds } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import type { KnownName } from './dictionary.ts';
import { isCommonHost } from './patterns.ts';

export interface Names {
  known: KnownName[];
  /** Domains of an owner: `example.com` if there is a host `shop.example.com`. */
  domains: string[];
}

/** Every cluster has these namespaces, and Gazette reads meaning from them. */
const COMMON_NAMESPACES = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** Under these domains, anybody has names. */
const SHARED_DOMAINS =
  /^(?:(?:co|com|org|net|gov|ac|edu)\.[a-z]{2}|amazonaws\.com|[a-z]+\.amazonaws\.com|cloudapp\.net|azure\.com|googleapis\.com|nip\.io|sslip\.io|gcr\.io|pkg\.dev|github\.io|github\.com|ghcr\.io|quay\.io|docker\.com)$/;

/** These registries are well known, and say nothing about who uses them. */
const COMMON_REGISTRIES = /^(?:registry\.k8s\.io(?:\/.*)?|(?:docker\.io\/)?library|docker\.io)$/;

/** Common first words of names. */
const GENERIC = /^(?:master|worker|control-plane|controlplane|node|nodes|server|agent|minikube|localhost)$/;

/** Names of one snapshot. */
export function collectNames({ meta, objects }: Snapshot): Names {
  const known = new Map<string, KnownName>();
  const hosts = new Set<string>();
  const note = (kind: KnownName['class'], text: string | undefined, of = text) => {
    const key = text?.toLowerCase();
    if (key !== undefined && key !== '' && of !== undefined && !known.has(key))
      known.set(key, { class: kind, text: text!, of });
  };
  const noteHost = (text: string | undefined) => {
    const host = text?.replace(/^\*\./, '').toLowerCase();
    if (host === undefined || isIP(host) !== 0 || isCommonHost(host)) return;
    note('host', host);
    hosts.add(host);
  };

  collect();

  function collect() {
    note('cluster', meta.cluster);
    note('cluster', meta.settings.alias, meta.cluster);
    note('cluster', meta.settings.viewerContext, meta.cluster);
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
    }
    for (const { metadata, status } of objects.Node) {
      const labels = [metadata.labels?.['kubernetes.io/hostname']];
      const addresses =
        status?.addresses?.filter(({ type }) => !type?.endsWith('IP')).map(({ address }) => address) ?? [];
      for (const name of [...labels, ...addresses])
        if (name && isIP(name) === 0) note('node', name, metadata.name);
    }
    for (const { metadata } of objects.Namespace) noteNamespace(metadata.name);
    for (const name of listMarked(objects, 'namespace')) noteNamespace(name);
    for (const { namespaces = [] } of meta.coverage) namespaces.forEach(noteNamespace);

    for (const host of listMarked(objects, 'host')) noteHost(host);
    for (const { addressType, endpoints = [] } of objects.EndpointSlice) {
      if (addressType === 'FQDN') for (const { addresses = [] } of endpoints) addresses.forEach(noteHost);
    }
    for (const image of listImages({ objects })) {
      const registry = registryOf(image);
      // A single word, such as grafana, is often also the name of a workload. In images, its position tells.
      if (registry && /[.:/]/.test(registry)) note('registry', registry);
      const [host = ''] = registry?.split('/') ?? [];
      if (/[.:]/.test(host)) noteHost(host.replace(/:\d+$/, ''));
    }
  }

  function noteNamespace(name: string | undefined) {
    if (name !== undefined && !COMMON_NAMESPACES.has(name)) note('namespace', name);
  }

  const domains = new Set([...hosts].map((host) => domainOf(host)).filter((domain) => domain !== undefined));
  return { known: [...known.values()], domains: [...domains] };
}

/** Merges names of several sources; what one source knows about a name counts. */
export function mergeNames(all: readonly Names[]): Names {
  const known = new Map<string, KnownName>();
  for (const name of all.flatMap((names) => names.known)) {
    const key = name.text.toLowerCase();
    if (!known.has(key)) known.set(key, name);
  }
  return { known: [...known.values()], domains: [...new Set(all.flatMap(({ domains }) => domains))] };
}

/** Names of a Day, which may know nodes and namespaces that no snapshot of a review shows. */
export function collectDayNames(day: unknown): Names {
  const known = new Map<string, KnownName>();
  const look = (value: unknown, list?: string): void => {
    if (Array.isArray(value)) for (const one of value) look(one, list);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, field] of Object.entries(value)) {
      if (typeof field !== 'string') look(field, key);
      else if (key === 'namespace' && field !== '' && !COMMON_NAMESPACES.has(field))
        known.set(`namespace ${field}`, { class: 'namespace', text: field, of: field });
      else if (key === 'name' && list === 'nodes')
        known.set(`node ${field}`, { class: 'node', text: field, of: field });
    }
  };
  look(day);
  return { known: [...known.values()], domains: [] };
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

/** Everything before the last part of an image's name: `registry.example.com/team`. Undefined if it says nothing. */
export function registryOf(image: string): string | undefined {
  const plain = image.replace(/^[a-z-]+:\/\//, '').replace(/@sha\d+:.*$/, '');
  const slash = plain.lastIndexOf('/');
  const registry = slash === -1 ? undefined : plain.slice(0, slash);
  return registry === undefined || registry === '' || COMMON_REGISTRIES.test(registry) ? undefined : registry;
}

type Mark = NonNullable<LeafTreatment['names']>;

/** The values of kept fields that are marked to name nodes, hosts or namespaces. */
function* listMarked(objects: Snapshot['objects'], mark: Mark): Generator<string> {
  for (const kind of kindNames) {
    const paths = listPaths(kinds[kind].fields, mark);
    for (const object of objects[kind]) for (const path of paths) yield* textsAt(object, path);
  }
}

/** Paths of the marked fields of a shape; a list adds no step. */
function listPaths(shape: unknown, mark: Mark): string[][] {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodNonOptional)
    return listPaths(shape.unwrap(), mark);
  if (shape instanceof z.ZodArray) return listPaths(shape.element, mark);
  if (shape instanceof z.ZodObject)
    return Object.entries(shape.shape).flatMap(([name, field]) =>
      listPaths(field, mark).map((path) => [name, ...path]),
    );
  if (!(shape instanceof z.ZodType)) return [];
  return ((shape.meta() ?? {}) as LeafTreatment).names === mark ? [[]] : [];
}

function* textsAt(value: unknown, path: readonly string[]): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* textsAt(item, path);
    return;
  }
  const [name, ...rest] = path;
  if (name === undefined) {
    if (typeof value === 'string') yield value;
  } else if (typeof value === 'object' && value !== null) {
    yield* textsAt((value as Record<string, unknown>)[name], rest);
  }
}

type PodSpec = { containers?: { image?: string }[]; initContainers?: { image?: string }[] };

function* listImages({ objects }: Pick<Snapshot, 'objects'>): Generator<string> {
  const seen = new Set<string>();
  const specs = function* (): Generator<PodSpec | undefined> {
    for (const { spec, status } of objects.Pod) {
      yield spec;
      yield { containers: [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])] };
      yield { containers: (status?.containerStatuses ?? []).map(({ imageID }) => ({ image: imageID })) };
      yield { containers: (status?.initContainerStatuses ?? []).map(({ imageID }) => ({ image: imageID })) };
    }
    const { ReplicaSet, ReplicationController, Deployment, StatefulSet, DaemonSet, Job, CronJob } = objects;
    for (const { spec } of [
      ...ReplicaSet,
      ...ReplicationController,
      ...Deployment,
      ...StatefulSet,
      ...DaemonSet,
      ...Job,
    ])
      yield spec?.template?.spec;
    for (const { spec } of CronJob) yield spec?.jobTemplate?.spec?.template?.spec;
  };
  for (const spec of specs()) {
    for (const { image } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
      if (image === undefined || image === '' || seen.has(image)) continue;
      seen.add(image);
      yield image;
    }
  }
}
