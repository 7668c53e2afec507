/**
 * Takes the names that a profile hides out of data, before any page is made of it: what is not in the data can stand in
 * no id, title, attribute or order of a page.
 */
import { z } from 'zod';
import type { LeafTreatment } from '../snapshots/kinds/fields.ts';
import { kindNames, kinds, type KindName } from '../snapshots/kinds/kinds.ts';
import { SnapshotMetaSchema, type Coverage, type Snapshot, type SnapshotMeta } from '../snapshots/schema.ts';
import { collectNames, mergeNames, registryOf, type Names } from './collect-names.ts';
import { openDictionary, type Piece } from './dictionary.ts';
import { isStandardLabel } from './labels.ts';
import {
  replaceDomains,
  replaceIps,
  replacePersons,
  replaceSentenceHosts,
  replaceUrlHosts,
} from './patterns.ts';
import { REMOVED_CLASSES, type NameClass, type Profile, type RemovedClass } from './profile.ts';
import { openPseudonyms, type Pseudonym } from './pseudonyms.ts';

export interface Redactor {
  /** Any JSON, such as a review or a trail: every string in it, values and keys. */
  redact: <Value>(value: Value) => Value;
  redactSnapshot: (snapshot: Snapshot) => Snapshot;
  /** What got a pseudonym so far. */
  pseudonyms: () => Pseudonym[];
  /** How many texts were taken out so far. */
  removed: () => Record<RemovedClass, number>;
}

/**
 * For a few snapshots that are in memory.
 * @param snapshots whose names are hidden wherever they stand
 * @param others further data that will be redacted
 */
export function openRedactor(
  profile: Profile,
  snapshots: readonly Snapshot[],
  others: readonly unknown[] = [],
  random?: (below: number) => number,
): Redactor {
  const redactor = prepareRedactor(profile, mergeNames(snapshots.map(collectNames)), random);
  for (const snapshot of snapshots) redactor.lookAt(snapshot);
  for (const other of others) redactor.lookAt(other);
  return redactor.settle();
}

/**
 * Everything that is to be redacted is looked at first, so that the pseudonyms can be dealt out in an order that tells
 * nothing. What comes after that is redacted all the same.
 */
export function prepareRedactor(profile: Profile, names: Names, random?: (below: number) => number) {
  const pseudonyms = openPseudonyms(random);
  const look = makeWalk(profile, names, pseudonyms.of);
  return {
    lookAt: (data: unknown) => {
      if (isSnapshot(data)) look.redactSnapshot(data);
      else look.redact(data);
    },
    settle: (): Redactor => {
      pseudonyms.settle();
      return { ...makeWalk(profile, names, pseudonyms.of), pseudonyms: pseudonyms.list };
    },
  };
}

const isSnapshot = (data: unknown): data is Snapshot =>
  typeof data === 'object' && data !== null && 'objects' in data && 'meta' in data;

const MARKS = Object.fromEntries(REMOVED_CLASSES.map(({ id, mark }) => [id, mark])) as Record<
  RemovedClass,
  string
>;

/** Texts that a person, a program or an error wrote. */
const MESSAGES = new Set(['message', 'error', 'why', 'what', 'note', 'annotation', 'text', 'body']);
const WORDS = new Set(['command', 'args']);
const IMAGES = new Set(['image', 'imageID', 'images']);
/** What the author of a review wrote: names in it are hidden, whatever the profile. */
const AUTHORED = new Set(['title', 'notes', 'lead']);
/** Maps of labels, whether they are an object's own or what selects it. */
const LABEL_MAPS = new Set(['labels', 'matchLabels', 'selector', 'nodeSelector']);
/** Keys of labels that stand as values. */
const LABEL_KEYS = new Set([
  'topologyKey',
  'matchLabelKeys',
  'dataCentreLabel',
  'serviceLabels',
  'versionLabels',
]);
/** Where a label's key stands, or where else it was read: `image tag`. */
const LABEL_SOURCES = new Set(['serviceFrom', 'versionFrom']);
/** The API's own words, such as `Ready`: a node of that name must not change what they mean. */
const FIXED = new Set([
  ...['kind', 'apiVersion', 'type', 'status', 'phase', 'operator', 'effect', 'protocol', 'state', 'severity'],
  ...['reason', 'rule', 'policy', 'method', 'restartPolicy'],
]);
const API_WORD = /^[A-Za-z]+$|^(?:[a-z0-9.]+\/)?v\d+[a-z0-9]*$/;

const INSTANT = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/;
/** Results that are kept, since most texts stand in many objects. */
const MOST_CACHED = 200_000;

type Walk = Pick<Redactor, 'redact' | 'redactSnapshot' | 'removed'>;

function makeWalk(
  profile: Profile,
  names: Names,
  pseudonymOf: (kind: NameClass, of: string) => string,
): Walk {
  const removed: Record<RemovedClass, number> = { message: 0, word: 0 };
  const hides = (kind: NameClass) => profile.names.has(kind);
  const known = names.known.filter((name) => hides(name.class));
  const noHosts = new Set(
    known
      .filter((name) => name.class === 'node' || name.class === 'registry')
      .map(({ text }) => text.toLowerCase().replace(/[:/].*$/, '')),
  );
  const stages: ((text: string) => Piece[])[] = [
    ...(hides('person') ? [replacePersons(pseudonymOf)] : []),
    ...(hides('host') ? [replaceDomains(names.domains, noHosts, pseudonymOf)] : []),
    openDictionary(known, pseudonymOf),
    ...(hides('host') ? [replaceUrlHosts(pseudonymOf)] : []),
    ...(hides('ip') ? replaceIps(pseudonymOf) : []),
  ];
  const proseStages = [...stages, ...(hides('host') ? [replaceSentenceHosts(pseudonymOf)] : [])];
  const cached = (own: typeof stages) => {
    const cache = new Map<string, string>();
    return (text: string): string => {
      if (text === '' || INSTANT.test(text)) return text;
      const found = cache.get(text);
      if (found !== undefined) return found;
      const result = replaceAll(text, own);
      if (cache.size >= MOST_CACHED) cache.clear();
      cache.set(text, result);
      return result;
    };
  };
  const word = cached(stages);
  const prose = cached(proseStages);

  const takeOut = (kind: RemovedClass, text: string): string => {
    if (text === '') return text;
    if (!profile.removed.has(kind)) return prose(text);
    removed[kind] += 1;
    return MARKS[kind];
  };

  const image = (text: string): string => {
    const registry = registryOf(text);
    if (registry === undefined || !hides('registry')) return prose(text);
    const at = text.indexOf(registry);
    return `${text.slice(0, at)}${pseudonymOf('registry', registry)}${prose(text.slice(at + registry.length))}`;
  };

  const labelKey = (key: string): string => {
    if (!isStandardLabel(key)) return hides('label') ? pseudonymOf('label', key) : word(key);
    const slash = key.indexOf('/');
    return slash === -1 ? key : `${key.slice(0, slash + 1)}${word(key.slice(slash + 1))}`;
  };
  const labelValue = (key: string, value: string): string =>
    isStandardLabel(key) || !hides('value') || /^\d*$|^(?:true|false)$/.test(value)
      ? prose(value)
      : pseudonymOf('value', value);
  const labels = (map: Record<string, unknown>) =>
    toObject(
      Object.entries(map).map(([key, value]) => [
        labelKey(key),
        typeof value === 'string' ? labelValue(key, value) : walk(value),
      ]),
    );

  /** A label's key and what it is to be. */
  const isExpression = (value: Record<string, unknown>): value is { key: string } & typeof value =>
    typeof value.key === 'string' &&
    (Array.isArray(value.values) || 'operator' in value || 'effect' in value);
  const expression = (map: { key: string } & Record<string, unknown>) => {
    const toField = (name: string, field: unknown): unknown => {
      if (name === 'key') return labelKey(map.key);
      if (name === 'values' && Array.isArray(field))
        return field.map((one) => (typeof one === 'string' ? labelValue(map.key, one) : walk(one)));
      if (name === 'value' && typeof field === 'string') return labelValue(map.key, field);
      return walk(field, undefined, name);
    };
    return toObject(Object.entries(map).map(([name, field]) => [name, toField(name, field)]));
  };

  const leaf = (text: string, key: string | undefined): string => {
    if (key === undefined) return word(text);
    if (MESSAGES.has(key)) return takeOut('message', text);
    if (WORDS.has(key)) return takeOut('word', text);
    if (IMAGES.has(key)) return image(text);
    if (AUTHORED.has(key)) return prose(text);
    if (LABEL_KEYS.has(key) || (LABEL_SOURCES.has(key) && !text.includes(' '))) return labelKey(text);
    return FIXED.has(key) && API_WORD.test(text) ? text : word(text);
  };

  /** @param key of the field that holds it; an item of a list has that of the list */
  function walk(value: unknown, schema?: unknown, key?: string): unknown {
    const shape = unwrap(schema);
    if (typeof value === 'string') {
      if (treatmentOf(shape).word) return takeOut('word', value);
      return isTime(shape) && INSTANT.test(value) ? value : leaf(value, key);
    }
    if (Array.isArray(value)) {
      const element = shape instanceof z.ZodArray ? shape.element : undefined;
      return value.map((item) => walk(item, element, key));
    }
    if (typeof value !== 'object' || value === null) return value;
    const map = value as Record<string, unknown>;
    if (key !== undefined && LABEL_MAPS.has(key) && !(shape instanceof z.ZodObject) && isFlat(map))
      return labels(map);
    if (isExpression(map)) return expression(map);
    // From one image to another.
    if (key === 'images' && isFlat(map))
      return toObject(Object.entries(map).map(([name, one]) => [name, image(one as string)]));
    const own: Record<string, unknown> = shape instanceof z.ZodObject ? shape.shape : {};
    const isKnown = shape instanceof z.ZodObject;
    return toObject(
      Object.entries(map).map(([name, field]) => [
        isKnown && Object.hasOwn(own, name) ? name : toKey(name),
        walk(field, own[name], name),
      ]),
    );
  }

  /** Fields of a shape that is not known, and names of resources: only what is a name is replaced. */
  const toKey = (name: string) => (/^[a-zA-Z]+$/.test(name) ? name : word(name));

  const redact = <Value>(value: Value): Value => walk(value) as Value;

  const cells = (row: Snapshot['objects']['TableRow'][number], columns: Coverage['columns']) => ({
    ...(walk(row, kinds.TableRow.fields) as typeof row),
    cells: row.cells?.map((cell, index) =>
      typeof cell !== 'string'
        ? cell
        : columns?.[index]?.type === 'string' && columns[index].name !== 'Name'
          ? takeOut('word', cell)
          : prose(cell),
    ),
  });

  const redactMeta = ({ settings, redactions, base: _, ...meta }: SnapshotMeta): SnapshotMeta => {
    const own = walk(settings, SnapshotMetaSchema.shape.settings, 'settings') as SnapshotMeta['settings'];
    return {
      ...(walk(meta, SnapshotMetaSchema) as typeof meta),
      redactions,
      settings: {
        ...own,
        silences: settings.silences.map((silence) => ({
          ...(walk(silence) as typeof silence),
          reason: takeOut('message', silence.reason),
        })),
        ...(hides('cluster') && { alias: undefined }),
      },
    };
  };

  const redactSnapshot = ({ meta, objects }: Snapshot): Snapshot => {
    const columns = new Map(meta.coverage.map((read) => [read.kind, read.columns]));
    const redactKind = (kind: KindName) =>
      kind === 'TableRow'
        ? objects.TableRow.map((row) => cells(row, columns.get(row.resource ?? '')))
        : objects[kind].map((object) => walk(object, kinds[kind].fields));
    return {
      meta: redactMeta(meta),
      // Each object has the shape that it had.
      objects: Object.fromEntries(kindNames.map((kind) => [kind, redactKind(kind)])) as never,
    };
  };

  return { redact, redactSnapshot, removed: () => ({ ...removed }) };
}

function replaceAll(text: string, stages: readonly ((text: string) => Piece[])[]): string {
  let pieces: Piece[] = [{ rest: text }];
  for (const stage of stages) {
    pieces = pieces.flatMap((piece) => ('done' in piece ? [piece] : stage(piece.rest)));
  }
  return pieces.map((piece) => ('done' in piece ? piece.done : piece.rest)).join('');
}

const isFlat = (map: Record<string, unknown>) =>
  Object.values(map).every((value) => typeof value === 'string');

/** Not by assignment: a key may be `__proto__`. */
const toObject = (entries: [string, unknown][]): Record<string, unknown> => Object.fromEntries(entries);

const unwrap = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional ? unwrap(schema.unwrap()) : schema;

const treatmentOf = (schema: unknown): LeafTreatment & { description?: string } =>
  schema instanceof z.ZodType ? (schema.meta() ?? {}) : {};

/** Timestamps stay; identifiers of objects, which are marked the same way, may hold anything. */
function isTime(schema: unknown): boolean {
  const { fixed, description = '' } = treatmentOf(schema);
  return fixed === true && !/UID|Identity|resource/.test(description);
}
