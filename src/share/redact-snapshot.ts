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
import type { PseudonymOf } from './name-places.ts';
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
  const ofLabels = openRedactLabels(profile, hideNames, pseudonymOf);
  const texts = openRedactTexts(profile, hideNames, pseudonymOf, {
    ...{ labelKey: ofLabels.labelKey, isNoting: guard === undefined },
  });
  const check = (text: string, place: FieldPlace): string => {
    const passed = guard ? guard.pass(text, place, MARKS.dropped) : text;
    if (passed !== text) texts.removed.dropped += 1;
    return passed;
  };
  const tools: Tools = { profile, hideNames, ofLabels, texts, check };
  const ofRecords = openVisitor(tools, texts.ofRecord);
  const ofTables = openVisitor(tools, texts.ofField);
  const redact = <Value>(value: Value): Value => rewrite(value, { path: '' }, ofRecords) as Value;
  const redactMeta = openRedactMeta(tools, ofRecords, redact);
  const redactRow = openRedactRow(tools, ofTables);
  const walks = new Map(
    kindNames.map((kind) => [kind, compileRewrite(kinds[kind].fields, kind, ofTables)] as const),
  );
  const redactSnapshot = ({ meta, objects }: Snapshot): Snapshot => {
    const columns = new Map(meta.coverage.map((read) => [read.kind, read.columns]));
    const redactKind = (kind: KindName): unknown[] =>
      kind === 'TableRow'
        ? objects.TableRow.map((row) => redactRow(row, columns.get(row.resource ?? '')))
        : objects[kind].map((object) => walks.get(kind)!(object));
    return {
      meta: redactMeta(meta),
      // Each object keeps its shape.
      objects: Object.fromEntries(kindNames.map((kind) => [kind, redactKind(kind)])) as never,
    };
  };
  return { redact, redactSnapshot, removed: () => ({ ...texts.removed }) };
}

/** What redacts the parts of a snapshot. */
interface Tools {
  profile: Profile;
  hideNames: HideNames;
  ofLabels: ReturnType<typeof openRedactLabels>;
  texts: ReturnType<typeof openRedactTexts>;
  /** The last look at a text that is to be written: a hidden name in it is a mistake. */
  check: (text: string, place: FieldPlace) => string;
}

/** @param decide what becomes of a text at its place */
function openVisitor(
  { hideNames: { word }, ofLabels: { labels, expression }, texts: { image }, check }: Tools,
  decide: (text: string, place: FieldPlace) => string,
): Visitor {
  const checkMap = (map: Record<string, unknown>, place: FieldPlace) =>
    Object.fromEntries(
      Object.entries(map).map(([key, value]) => [
        check(key, place),
        typeof value === 'string' ? check(value, place) : value,
      ]),
    );
  const visitor: Visitor = {
    text: (text, place) =>
      place.is === 'time' && isInstant(text) ? text : check(decide(text, place), place),
    // Fields of an unknown shape, and names of resources: only names are replaced.
    key: (name) => (/^[a-zA-Z]+$/.test(name) ? name : check(word(name), { path: 'a name of a field' })),
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
}

function openRedactMeta({ profile, texts, check }: Tools, visitor: Visitor, redact: Redact['redact']) {
  const walkMeta = compileRewrite(SnapshotMetaSchema, 'Snapshot', visitor);
  const walkSettings = compileRewrite(SettingsSchema, 'Snapshot.settings', visitor);
  return ({ settings, redactions, imported, base: _, ...meta }: SnapshotMeta): SnapshotMeta => ({
    ...withoutVersions(walkMeta(meta) as typeof meta),
    redactions,
    // Names of files tell whose dump it was.
    ...(imported && { imported: { from: 'a dump', format: imported.format, refused: [] } }),
    settings: {
      ...(walkSettings(settings) as typeof settings),
      silences: settings.silences.map((silence) => ({
        ...redact(silence),
        reason: check(texts.takeOut('message', silence.reason), {
          path: 'Snapshot.settings.silences.reason',
        }),
      })),
      ...(profile.names.has('cluster') && { alias: undefined }),
    },
  });
}

/** Rows of custom resources: the type of a column says whether its cells are words or prose. */
function openRedactRow({ hideNames: { prose }, texts, check }: Tools, visitor: Visitor) {
  const walkRow = compileRewrite(kinds.TableRow.fields, 'TableRow', visitor);
  const redactCell = (cell: string | number, column: NonNullable<Columns>[number] | undefined) => {
    if (typeof cell !== 'string') return cell;
    const isWord = column?.type === 'string' && column.name !== 'Name';
    return check(isWord ? texts.takeOut('word', cell) : prose(cell), { path: 'TableRow.cells' });
  };
  return (row: Row, columns: Columns) => ({
    ...(walkRow(row) as typeof row),
    cells: row.cells?.map((cell, index) => redactCell(cell, columns?.[index])),
  });
}

/**
 * A resourceVersion is one moment of one cluster: two copies could be joined by it. Which names the config asks for is
 * nobody's business.
 */
const withoutVersions = <Meta extends Pick<SnapshotMeta, 'coverage' | 'resourceVersion'>>({
  resourceVersion: _,
  ...meta
}: Meta) => ({
  ...meta,
  coverage: meta.coverage.map(({ resourceVersion: __, probes: ___, ...read }) => read),
});

const mapValues = (map: Record<string, string>, to: (value: string) => string) =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, to(value)]));
