/**
 * Takes the names that a profile hides out of data, before any page is made. A name that is not in the data cannot
 * reach an id, title, attribute or order of a page.
 */
import { kindNames, kinds, type KindName } from '../snapshots/kinds/kinds.ts';
import { compileRewrite, rewrite, type Visitor } from '../snapshots/kinds/walk.ts';
import {
  SettingsSchema,
  SnapshotMetaSchema,
  type Coverage,
  type Snapshot,
  type SnapshotMeta,
} from '../snapshots/schema.ts';
import { collectNames, mergeNames, type Names } from './collect-names.ts';
import { isInstant, openHideNames, type PseudonymOf } from './hide-names.ts';
import type { Profile, RemovedClass } from './profile.ts';
import { openPseudonyms, type Pseudonym } from './pseudonyms.ts';
import { isExpression, isFlat, isLabels, openRedactLabels } from './redact-labels.ts';
import { openRedactTexts } from './redact-texts.ts';

export interface Redactor {
  /** Redacts any JSON, such as a review or a trail: every string, in values and keys. */
  redact: <Value>(value: Value) => Value;
  redactSnapshot: (snapshot: Snapshot) => Snapshot;
  /** The pseudonyms so far. */
  pseudonyms: () => Pseudonym[];
  /** How many texts were removed so far. */
  removed: () => Record<RemovedClass, number>;
}

/**
 * For a few snapshots that are in memory.
 * @param snapshots their names are hidden everywhere
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
 * Reads everything that will be redacted first, so that pseudonyms can be numbered in random order. Data that comes
 * later is redacted too.
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

type Walk = Pick<Redactor, 'redact' | 'redactSnapshot' | 'removed'>;

function makeWalk(profile: Profile, names: Names, pseudonymOf: PseudonymOf): Walk {
  const { word, prose } = openHideNames(profile, names, pseudonymOf);
  const { labelKey, labels, expression } = openRedactLabels(profile, { word, prose }, pseudonymOf);
  const { textOf, image, takeOut, removed } = openRedactTexts(
    profile,
    { word, prose },
    pseudonymOf,
    labelKey,
  );
  const visitor: Visitor = {
    text: (text, { name, is, word: isWord }) => {
      if (isWord) return takeOut('word', text);
      return is === 'time' && isInstant(text) ? text : textOf(text, name);
    },
    // Fields of an unknown shape, and names of resources: only names are replaced.
    key: (name) => (/^[a-zA-Z]+$/.test(name) ? name : word(name)),
    map: (map, { name }, isKnown) => {
      if (!isKnown && isLabels(name, map)) return labels(map);
      if (isExpression(map)) return expression(map, walk);
      // Maps one image to another.
      return name === 'images' && isFlat(map) ? mapValues(map, image) : undefined;
    },
  };
  const walk = (value: unknown, name?: string) => rewrite(value, { path: '', name }, visitor);
  const redact = <Value>(value: Value): Value => walk(value) as Value;

  const walkMeta = compileRewrite(SnapshotMetaSchema, 'Snapshot', visitor);
  const walkSettings = compileRewrite(SettingsSchema, 'Snapshot.settings', visitor);
  const redactMeta = ({ settings, redactions, base: _, ...meta }: SnapshotMeta): SnapshotMeta => ({
    ...(walkMeta(meta) as typeof meta),
    redactions,
    settings: {
      ...(walkSettings(settings) as typeof settings),
      silences: settings.silences.map((silence) => ({
        ...redact(silence),
        reason: takeOut('message', silence.reason),
      })),
      ...(profile.names.has('cluster') && { alias: undefined }),
    },
  });

  const walkRow = compileRewrite(kinds.TableRow.fields, 'TableRow', visitor);
  const redactRow = (row: Snapshot['objects']['TableRow'][number], columns: Coverage['columns']) => ({
    ...(walkRow(row) as typeof row),
    cells: row.cells?.map((cell, index) =>
      typeof cell !== 'string'
        ? cell
        : columns?.[index]?.type === 'string' && columns[index].name !== 'Name'
          ? takeOut('word', cell)
          : prose(cell),
    ),
  });

  const redactSnapshot = ({ meta, objects }: Snapshot): Snapshot => {
    const columns = new Map(meta.coverage.map((read) => [read.kind, read.columns]));
    const redactKind = (kind: KindName): unknown[] => {
      if (kind === 'TableRow')
        return objects.TableRow.map((row) => redactRow(row, columns.get(row.resource ?? '')));
      const walkObject = compileRewrite(kinds[kind].fields, kind, visitor);
      return objects[kind].map((object) => walkObject(object));
    };
    return {
      meta: redactMeta(meta),
      // Each object keeps its shape.
      objects: Object.fromEntries(kindNames.map((kind) => [kind, redactKind(kind)])) as never,
    };
  };

  return { redact, redactSnapshot, removed };
}

const mapValues = (map: Record<string, string>, to: (value: string) => string) =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, to(value)]));
