/** A dump that somebody else made, as a snapshot. What the dump does not hold was not seen. */
import type { Readable } from 'node:stream';
import { openDigestKey } from '../collect/digest-key.ts';
import { toHeartbeat } from '../collect/heartbeat.ts';
import { openDigest } from '../collect/keep-words.ts';
import { openNames } from '../collect/names-seen.ts';
import { placeEndpoints } from '../collect/endpoint-slice.ts';
import { compileTrim } from '../collect/trim.ts';
import { GazetteError } from '../errors.ts';
import { isRecord } from '../snapshots/kinds/walk.ts';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kinds, kindNames, type KeptObject, type KindName } from '../snapshots/kinds/kinds.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { Coverage, ImportSource, ManifestSnapshot, Observation, Settings } from '../snapshots/schema.ts';
import { readLatest } from '../snapshots/store.ts';
import { openWriter } from '../snapshots/writer.ts';
import { findMoment, readGoTimes } from './find-moment.ts';
import { openDump, type DumpLimits } from './open-dump.ts';
import { placeFile, type DumpFormat, type PlacedFile } from './place-file.ts';
import { mendUids } from './mend-uids.ts';
import { listObjects, readDocuments, UnreadableFileError } from './read-documents.ts';
import { resolveKind } from './resolve-kind.ts';

export interface ImportOptions {
  source: string | Readable;
  /** The name of the dump for readers: that of its file. */
  from: string;
  cluster: string;
  settings: Settings;
  store: Store;
  /** Version of Gazette. */
  version: string;
  now: () => Date;
  /** When the dump was made, if the user knows. */
  at?: Date;
  /** The dump of `kubectl get` was made with `-A`. */
  allNamespaces?: boolean;
  limits?: DumpLimits;
}

/** What a dump holds, before it is stored. */
export interface ReadDump {
  source: ImportSource;
  /** When it was made; undefined without evidence. */
  moment?: Date;
  serverVersion?: string;
  coverage: Coverage[];
  redactions: Record<string, number>;
  objects: ReadonlyMap<KindName, readonly KeptObject[]>;
}

export interface Imported {
  stored: ManifestSnapshot;
  dump: ReadDump;
}

/**
 * Stores a dump as one snapshot.
 * @throws {GazetteError} It holds no objects, nobody knows when it was made, or it cannot be stored.
 */
export async function importDump(options: ImportOptions): Promise<Imported> {
  const { store, cluster, version, now, settings } = options;
  const digestKey = await openDigestKey(store);
  const dump = await readDump(options, digestKey.key);
  const { moment } = dump;
  if (!moment)
    throw new GazetteError(`${options.from}: nothing in it says when it was made`, {
      hint: 'Say it with --at, such as --at 2026-11-20T14:00Z.',
    });
  const time = `${moment.toISOString().slice(0, 19)}Z`;
  const latest = await readLatest(store, cluster);
  const late = latest !== undefined && Date.parse(latest.time) >= Date.parse(time);
  const writer = await openWriter(store, cluster, { now, time, late });
  try {
    for (const [kind, objects] of dump.objects) {
      for (const object of objects) {
        const added = writer.add(kind, object);
        if (added) await added;
      }
    }
    const observation: Observation = {
      gazette: version,
      cluster,
      time,
      server: { ...(dump.serverVersion !== undefined && { version: dump.serverVersion }) },
      clockSkewMs: 0,
      durationMs: 0,
      coverage: dump.coverage,
      redactions: dump.redactions,
      settings,
      imported: dump.source,
    };
    await digestKey.keep();
    return { stored: await writer.commit(observation), dump };
  } finally {
    await writer.abort();
  }
}

/** The dump, and nothing is stored. @param key of the digests of arguments */
export async function readDump(options: Omit<ImportOptions, 'store'>, key: Uint8Array): Promise<ReadDump> {
  const reading = openReading(key);
  const { source, limits } = options;
  for await (const file of openDump(source, (name) => placeFile(name) !== undefined, limits)) {
    const placed = placeFile(file.name) ?? (file.isWhole ? ANY_FILE : undefined);
    if (!placed) continue;
    try {
      reading.read(file.name, placed, file.bytes);
      reading.noteTime(file.writtenAt);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      reading.refuse(file.name, error.message);
    }
  }
  return reading.end(options);
}

/** What the user names is read, whatever it is called. */
const ANY_FILE: PlacedFile = { format: 'kubectl', holds: 'objects' };

/** An object with what decides between two of the same name. */
interface Found {
  object: KeptObject;
  resourceVersion: number;
}

/** Where a kind was seen. */
interface Sight {
  apiVersion: string;
  namespaces: Set<string>;
}

/** The objects that a dump holds, trimmed and redacted as the collector does. Of two of one name, the later counts. */
function openFinds(key: Uint8Array) {
  const context = { names: openNames(), digestOf: openDigest(key) };
  const redactions = new Map<string, number>();
  const onRedaction = (field: string, count: number) =>
    redactions.set(field, (redactions.get(field) ?? 0) + count);
  const found = new Map<KindName, Map<string, Found>>();
  const of = (name: KindName) => {
    const objects = found.get(name) ?? new Map<string, Found>();
    found.set(name, objects);
    return objects;
  };
  return {
    keep(name: KindName, item: unknown, apiVersion: string): void {
      const adapted = apiVersion === 'discovery.k8s.io/v1beta1' ? placeEndpoints(item) : item;
      const object = compileTrim(name, onRedaction, context)(adapted, apiVersion);
      if (!object) return;
      const place = JSON.stringify([object.metadata.namespace ?? '', object.metadata.name]);
      const resourceVersion = versionOf(item);
      // Dumps hold the same object under two paths, read at two moments.
      if ((of(name).get(place)?.resourceVersion ?? -1) >= resourceVersion) return;
      of(name).set(place, { object, resourceVersion });
      const beat = name === 'Node' && toHeartbeat(withUid(item));
      if (beat) of('NodeHeartbeat').set(place, { object: beat, resourceVersion });
    },
    objects: () =>
      mendUids(
        new Map(
          [...found].map(([name, byPlace]) => [name, [...byPlace.values()].map(({ object }) => object)]),
        ),
      ),
    redactions: () => Object.fromEntries(redactions),
  };
}

/** Dumps may leave the UID out. */
const withUid = (item: unknown): unknown =>
  isRecord(item) && isRecord(item.metadata) ? { ...item, metadata: { uid: '', ...item.metadata } } : item;

function openReading(key: Uint8Array) {
  const finds = openFinds(key);
  const sights = new Map<KindName, Sight>();
  const formats = new Map<DumpFormat, number>();
  const refused: ImportSource['refused'] = [];
  /** Messages of events name all sorts of objects, which are known at the end. */
  const events: { item: unknown; apiVersion: string }[] = [];
  const stamps: number[] = [];
  let archived = 0;
  const versions: string[] = [];

  const see = (name: KindName, apiVersion: string, namespace: string | undefined) => {
    const sight = sights.get(name) ?? { apiVersion, namespaces: new Set<string>() };
    sights.set(name, sight);
    if (namespace !== undefined) sight.namespaces.add(namespace);
  };

  /** Reads an object of a document. False if it is of no known kind. */
  function readObject(
    { kind, apiVersion, item }: ReturnType<typeof listObjects>['objects'][number],
    { plural, namespace }: PlacedFile,
  ): boolean {
    const resolved = resolveKind(kind, apiVersion, plural);
    if (!resolved) return false;
    const own =
      isRecord(item.metadata) && typeof item.metadata.namespace === 'string'
        ? item.metadata.namespace
        : undefined;
    see(resolved.name, resolved.apiVersion, namespace ?? own);
    if (resolved.name === 'Event') events.push({ item, apiVersion: resolved.apiVersion });
    else finds.keep(resolved.name, item, resolved.apiVersion);
    return true;
  }

  /** True if a document holds objects or lists of a known kind. */
  function readDocument(document: unknown, placed: PlacedFile): boolean {
    const { objects, list } = listObjects(document);
    const empty = list && resolveKind(list.kind, list.apiVersion, placed.plural);
    if (empty) see(empty.name, empty.apiVersion, placed.namespace);
    let isUsed = empty !== undefined;
    for (const one of objects) {
      if (readObject(one, placed)) isUsed = true;
    }
    return isUsed;
  }

  return {
    read(name: string, placed: PlacedFile, bytes: Buffer): void {
      const { format, holds } = placed;
      if (holds === 'timestamp') {
        stamps.push(...readGoTimes(bytes.toString('utf8')), ...readStamp(name, bytes));
        return;
      }
      if (holds === 'version') {
        versions.push(...readVersion(name, bytes));
        return;
      }
      if (holds === 'errors') return;
      let isUsed = false;
      for (const document of readDocuments(name, bytes)) {
        if (readDocument(document, placed)) isUsed = true;
      }
      if (isUsed) formats.set(format, (formats.get(format) ?? 0) + 1);
    },

    noteTime(writtenAt: number | undefined): void {
      if (writtenAt !== undefined) archived = Math.max(archived, writtenAt);
    },

    refuse: (name: string, why: string) => void refused.push({ file: name, why }),

    end(options: Omit<ImportOptions, 'store'>): ReadDump {
      for (const { item, apiVersion } of events) finds.keep('Event', item, apiVersion);
      const [format] = [...formats].sort((a, b) => b[1] - a[1])[0] ?? [];
      if (format === undefined)
        throw new GazetteError(`${options.from}: no object of Kubernetes was recognised in it`, {
          hint: refused[0]
            ? `${refused[0].file}: ${refused[0].why}`
            : 'It must be a must-gather, a support bundle, a cluster-info dump, or lists of kubectl get.',
        });
      const objects = finds.objects();
      const moment = findMoment({
        ...(options.at && { given: options.at.getTime() }),
        ...(stamps.length > 0 && { stamped: Math.max(...stamps) }),
        ...(archived > 0 && { archived }),
        beats: beatsOf(objects),
      });
      const serverVersion = versions[0] ?? kubeletOf(objects);
      return {
        source: { from: options.from, format, refused },
        ...(moment !== undefined && { moment: new Date(moment) }),
        ...(serverVersion !== undefined && { serverVersion }),
        coverage: toCoverage(format, sights, objects, options.allNamespaces ?? false),
        redactions: finds.redactions(),
        objects,
      };
    },
  };
}

/** Formats that hold every namespace of a kind that they hold. */
const WHOLE: ReadonlySet<DumpFormat> = new Set(['rancher-bundle']);

function toCoverage(
  format: DumpFormat,
  sights: ReadonlyMap<KindName, Sight>,
  objects: ReadonlyMap<KindName, readonly KeptObject[]>,
  allNamespaces: boolean,
): Coverage[] {
  const namespaces = objects.get('Namespace')?.map(({ metadata }) => metadata.name);
  return kindNames.flatMap((kind): Coverage[] => {
    const spec: KindSpec = kinds[kind];
    if (spec.versions.length === 0) return [];
    const sight = sights.get(kind);
    const counts = { objects: objects.get(kind)?.length ?? 0, requests: 0, bytes: 0, durationMs: 0 };
    if (!sight) {
      const isExpected = spec.optional !== true && spec.insteadOf === undefined;
      return isExpected ? [{ kind, state: 'failed', ...counts, error: 'it is not in this dump' }] : [];
    }
    const about = { kind, apiVersion: sight.apiVersion, method: 'list' as const, ...counts };
    const isListed =
      format === 'support-bundle' && namespaces?.every((name) => sight.namespaces.has(name)) === true;
    const isWhole =
      !spec.namespaced || WHOLE.has(format) || isListed || (format === 'kubectl' && allNamespaces);
    if (isWhole) return [{ ...about, state: 'complete' }];
    return [
      {
        ...about,
        state: 'partial',
        namespaces: [...sight.namespaces].sort(),
        error: 'this dump holds only some namespaces',
      },
    ];
  });
}

function beatsOf(objects: ReadonlyMap<KindName, readonly KeptObject[]>): number[] {
  const of = (kind: KindName) => (objects.get(kind) ?? []) as unknown as Record<string, unknown>[];
  const beats = of('NodeHeartbeat').map(({ conditions }) =>
    Math.max(
      ...(conditions as { lastHeartbeatTime?: string }[]).map(({ lastHeartbeatTime = '' }) =>
        Date.parse(lastHeartbeatTime),
      ),
    ),
  );
  const renewals = of('Lease').map(({ spec }) =>
    Date.parse((spec as { renewTime?: string } | undefined)?.renewTime ?? ''),
  );
  return [...beats, ...renewals].filter((time) => Number.isFinite(time));
}

function kubeletOf(objects: ReadonlyMap<KindName, readonly KeptObject[]>): string | undefined {
  const nodes = (objects.get('Node') ?? []) as readonly {
    status?: { nodeInfo?: { kubeletVersion?: string } };
  }[];
  return nodes.map(({ status }) => status?.nodeInfo?.kubeletVersion).find((version) => version !== undefined);
}

function versionOf(item: unknown): number {
  const version = isRecord(item) && isRecord(item.metadata) ? Number(item.metadata.resourceVersion) : NaN;
  return Number.isFinite(version) ? version : 0;
}

/** Of a Rancher bundle's `metadata.yaml`. */
function readStamp(name: string, bytes: Buffer): number[] {
  if (!/metadata\.ya?ml$/.test(name)) return [];
  return readDocuments(name, bytes).flatMap((document) => {
    const stamp = isRecord(document)
      ? Object.entries(document).find(([key]) => /bundlecreatedat/i.test(key))?.[1]
      : undefined;
    const time = Date.parse(String(stamp));
    return Number.isNaN(time) ? [] : [time];
  });
}

/** Of a support bundle's `cluster_version.json`. */
function readVersion(name: string, bytes: Buffer): string[] {
  return readDocuments(name, bytes).flatMap((document) => {
    const info = isRecord(document) ? document.info : undefined;
    return isRecord(info) && typeof info.gitVersion === 'string' ? [info.gitVersion] : [];
  });
}
