/**
 * Names that only look like names to be hidden: of the cluster's own Services, of objects, of versions. What is kept in
 * one place is kept in all. Pure.
 */
import { isIP } from 'node:net';
import { isBeat, kindNames, kinds, type KindName } from '../snapshots/kinds/kinds.ts';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { listImages, versionOf } from './images.ts';
import { listLabels, listMarked } from './marked-fields.ts';
import { isCommonHost, isProductGroup } from './well-known.ts';

export interface KeptNames {
  /** `db.shop`: Services with their namespaces, as DNS spells them. */
  services: ReadonlySet<string>;
  /** Names of objects and containers, in lower case. */
  objects: ReadonlySet<string>;
  /** Those of them that somebody chose: no controller added anything to them. */
  chosen: ReadonlySet<string>;
  /** Hashes of templates: each copy has others. */
  hashes: ReadonlySet<string>;
  /** API groups and prefixes of labels that belong to products. */
  groups: ReadonlySet<string>;
  /** Tags of images that look like addresses. */
  versions: ReadonlySet<string>;
  /** Addresses in fields for addresses: such a text is no version. */
  addresses: ReadonlySet<string>;
}

export const NOTHING_KEPT: KeptNames = {
  ...{
    services: new Set(),
    objects: new Set(),
    chosen: new Set(),
    hashes: new Set(),
    groups: new Set(),
    versions: new Set(),
    addresses: new Set(),
  },
};

/** Kinds whose objects controllers name. */
const GENERATED: ReadonlySet<KindName> = new Set(['Pod', 'ReplicaSet', 'Job', 'EndpointSlice'] as const);
/** Labels whose value is, or ends with, the hash of a template. Sources: k8s.io/api/apps/v1, Argo Rollouts. */
const HASH_LABELS = ['pod-template-hash', 'controller-revision-hash', 'rollouts-pod-template-hash'];

/** Names of one snapshot. */
export function collectKept(snapshot: Snapshot): KeptNames {
  const { objects } = snapshot;
  const names = new Set<string>();
  const chosen = new Set<string>();
  for (const kind of kindNames) {
    if (kind === 'Event' || isBeat(kind) || (kinds[kind] as KindSpec).namesNodes) continue;
    for (const { metadata } of objects[kind]) {
      names.add(metadata.name.toLowerCase());
      if (!GENERATED.has(kind)) chosen.add(metadata.name.toLowerCase());
    }
  }
  for (const { spec } of objects.Pod)
    for (const { name } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])])
      if (name !== undefined) {
        names.add(name.toLowerCase());
        chosen.add(name.toLowerCase());
      }
  const services = objects.Service.map(({ metadata }) => `${metadata.name}.${metadata.namespace}`);
  const domains = [
    ...listMarked(objects, 'domain'),
    ...listLabels(objects).flatMap((labels) => Object.keys(labels)),
  ];
  const groups = domains.map((name) => toGroup(name)).filter((group) => isProductGroup(group));
  const versions = [...listImages(snapshot)].map(versionOf).filter((version) => version !== undefined);
  return {
    services: new Set(services.map((name) => name.toLowerCase())),
    objects: names,
    chosen,
    hashes: new Set(
      listLabels(objects).flatMap((labels) =>
        HASH_LABELS.flatMap((key) =>
          typeof labels[key] === 'string' ? [labels[key].replace(/^.*-/, '')] : [],
        ),
      ),
    ),
    groups: new Set(groups),
    versions: new Set(versions),
    addresses: new Set(listMarked(objects, 'ip').map((text) => text.replace(/\/\d+$/, ''))),
  };
}

/** `ops.example.com` of `ops.example.com/v1`; a driver or a finalizer may stand alone. */
export const toGroup = (name: string): string => {
  const slash = name.indexOf('/');
  return (slash === -1 ? name : name.slice(0, slash)).toLowerCase();
};

const PARTS = Object.keys(NOTHING_KEPT) as (keyof KeptNames)[];

export const mergeKept = (all: readonly KeptNames[]): KeptNames =>
  Object.fromEntries(
    PARTS.map((part) => [part, new Set(all.flatMap((kept) => [...kept[part]]))]),
  ) as unknown as KeptNames;

export interface KeepRules {
  /** A host that nobody hides: a Service of the cluster, a vendor's documentation. */
  isHost: (host: string) => boolean;
  /** Exactly the name of an object that every profile keeps. */
  isObject: (name: string) => boolean;
  /** Exactly a name that somebody chose. */
  isChosen: (name: string) => boolean;
  /** Four numbers that are a version. */
  isVersion: (text: string) => boolean;
}

/** @param resources custom resources, of which only the domain of their group is hidden */
export function toKeepRules(
  { services, objects, chosen, groups, versions, addresses }: KeptNames,
  resources: ReadonlySet<string>,
): KeepRules {
  const isService = (host: string) => {
    const labels = host.split('.');
    return services.has(labels.slice(-2).join('.'));
  };
  return {
    isHost: (host) =>
      isCommonHost(host) ||
      // A name without a dot says little: a short one would hide parts of any text.
      (host.includes('.')
        ? groups.has(host) || resources.has(host) || isService(host)
        : host.length < 3 || objects.has(host)),
    isObject: (name) => objects.has(name.toLowerCase()),
    isChosen: (name) => chosen.has(name.toLowerCase()),
    isVersion: (text) => isIP(text) === 4 && versions.has(text) && !addresses.has(text),
  };
}
