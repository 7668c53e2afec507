/** Redacts a snapshot along the tables of kept fields, and any other record by the names of its fields. */
import { kindNames, kinds, type KindName } from '../snapshots/kinds/kinds.ts';
import { compileRewrite, rewrite, type FieldPlace, type Visitor } from '../snapshots/kinds/walk.ts';
import {
  SettingsSchema,
  SnapshotMetaSchema,
  type Coverage,
  type Snapshot,
  type SnapshotMeta,
} from '../snapshots/schema.ts';
import type { PseudonymOf } from './found.ts';
import type { Guard } from './guard.ts';
import { isInstant, type HideNames } from './hide-names.ts';
import type { Profile, RemovedClass } from './profile.ts';
import { isExpression, isFlat, isLabels, openRedactLabels } from './redact-labels.ts';
import { MARKS, openRedactTexts } from './redact-texts.ts';

export interface Redact {
  /** Redacts any JSON, such as a review or a trail: every string, in values and keys. */
  redact: <Value>(value: Value) => Value;
  redactSnapshot: (snapshot: Snapshot) => Snapshot;
  /** How many texts were removed so far. */
  removed: () => Record<RemovedClass, number>;
}

type Columns = Coverage['columns'];
type Row = Snapshot['objects']['TableRow'][number];

/** @param guard absent while names are only noted */
export function openRedactSnapshot(
  profile: Profile,
  hideNames: HideNames,
  pseudonymOf: PseudonymOf,
  guard?: Guard,
): Redact {
  const { word, prose } = hideNames;
  const { labelKey, labels, expression } = openRedactLabels(profile, hideNames, pseudonymOf);
  const texts = openRedactTexts(profile, hideNames, pseudonymOf, { labelKey, isNoting: guard === undefined });
  const { takeOut, image, removed } = texts;

  const checked = (text: string, place: FieldPlace): string => {
    const passed = guard ? guard.pass(text, place, MARKS.dropped) : text;
    if (passed !== text) removed.dropped += 1;
    return passed;
  };

  const openVisitor = (decide: (text: string, place: FieldPlace) => string): Visitor => {
    const visitor: Visitor = {
      text: (text, place) =>
        place.is === 'time' && isInstant(text) ? text : checked(decide(text, place), place),
      // Fields of an unknown shape, and names of resources: only names are replaced.
      key: (name) => (/^[a-zA-Z]+$/.test(name) ? name : checked(word(name), { path: 'a name of a field' })),
      map: (map, place, isKnown) => {
        if (!isKnown && isLabels(place, map)) return checkMap(labels(map), place);
        if (isExpression(map)) {
          const rest = (value: unknown, name = place.name) =>
            rewrite(value, { path: place.path, name }, visitor);
          return checkMap(expression(map, rest), place);
        }
        // Maps one image to another.
        return place.name === 'images' && isFlat(map) ? mapValues(map, image) : undefined;
      },
    };
    return visitor;
  };
  const checkMap = (map: Record<string, unknown>, place: FieldPlace) =>
    Object.fromEntries(
      Object.entries(map).map(([key, value]) => [
        checked(key, place),
        typeof value === 'string' ? checked(value, place) : value,
      ]),
    );

  const ofRecords = openVisitor(texts.ofRecord);
  const ofTables = openVisitor(texts.ofField);
  const redact = <Value>(value: Value): Value => rewrite(value, { path: '' }, ofRecords) as Value;

  const walkMeta = compileRewrite(SnapshotMetaSchema, 'Snapshot', ofRecords);
  const walkSettings = compileRewrite(SettingsSchema, 'Snapshot.settings', ofRecords);
  const redactMeta = ({ settings, redactions, base: _, ...meta }: SnapshotMeta): SnapshotMeta => ({
    ...withoutVersions(walkMeta(meta) as typeof meta),
    redactions,
    settings: {
      ...(walkSettings(settings) as typeof settings),
      silences: settings.silences.map((silence) => ({
        ...redact(silence),
        reason: checked(takeOut('message', silence.reason), { path: 'Snapshot.settings.silences.reason' }),
      })),
      ...(profile.names.has('cluster') && { alias: undefined }),
    },
  });

  const walkRow = compileRewrite(kinds.TableRow.fields, 'TableRow', ofTables);
  const redactCell = (cell: string | number, column: NonNullable<Columns>[number] | undefined) => {
    if (typeof cell !== 'string') return cell;
    const isWord = column?.type === 'string' && column.name !== 'Name';
    return checked(isWord ? takeOut('word', cell) : prose(cell), { path: 'TableRow.cells' });
  };
  const redactRow = (row: Row, columns: Columns) => ({
    ...(walkRow(row) as typeof row),
    cells: row.cells?.map((cell, index) => redactCell(cell, columns?.[index])),
  });

  const walks = new Map(
    kindNames.map((kind) => [kind, compileRewrite(kinds[kind].fields, kind, ofTables)] as const),
  );
  const redactSnapshot = ({ meta, objects }: Snapshot): Snapshot => {
    const columns = new Map(meta.coverage.map((read) => [read.kind, read.columns]));
    const redactKind = (kind: KindName): unknown[] => {
      if (kind === 'TableRow')
        return objects.TableRow.map((row) => redactRow(row, columns.get(row.resource ?? '')));
      return objects[kind].map((object) => walks.get(kind)!(object));
    };
    return {
      meta: redactMeta(meta),
      // Each object keeps its shape.
      objects: Object.fromEntries(kindNames.map((kind) => [kind, redactKind(kind)])) as never,
    };
  };

  return { redact, redactSnapshot, removed: () => ({ ...removed }) };
}

/** A resourceVersion is one moment of one cluster: two copies could be joined by it. */
const withoutVersions = <Meta extends Pick<SnapshotMeta, 'coverage' | 'resourceVersion'>>({
  resourceVersion: _,
  ...meta
}: Meta) => ({ ...meta, coverage: meta.coverage.map(({ resourceVersion: __, ...read }) => read) });

const mapValues = (map: Record<string, string>, to: (value: string) => string) =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, to(value)]));
