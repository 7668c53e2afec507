/** Takes a text or an object out of lines. Pure. */
import type { z } from 'zod';
import { GazetteError } from '../errors.ts';
import type { Identity } from './identity.ts';
import { isKindName, kinds } from './kinds/kinds.ts';
import { compileRewrite, rewrite, type Visitor } from './kinds/walk.ts';
import { CoverageSchema, GoneSchema, SnapshotMetaSchema, type SnapshotMeta } from './schema.ts';

/** What must go: every occurrence of a text, or one object. */
export interface Unwanted {
  text?: string;
  object?: Omit<Identity, 'uid'>;
}

const PURGED = '[purged]';

/** @throws {GazetteError} The request would remove nothing, or something that every file needs. */
export function checkUnwanted({ text, object }: Unwanted): void {
  if (text === undefined && object === undefined) throw new GazetteError('purge needs a text or an object');
  if (text === undefined) return;
  if (text.length < 3) throw new GazetteError(`"${text}" is too short to be purged: it occurs everywhere`);
  if (PURGED.includes(text))
    throw new GazetteError(`"${text}" cannot be purged: purge writes ${PURGED} in place of a text`);
}

/** Takes the unwanted text or object out of the lines of a file. Undefined for a line that is removed whole. */
export function scrubLines({ text, object }: Unwanted): (line: string) => string | undefined {
  const walks = new Map<string, (value: unknown) => unknown>();
  /** Compiled at the first line of a kind that holds the text. */
  const walkOf = (kind: string, unwanted: string) => {
    const known = walks.get(kind);
    if (known) return known;
    const schema = kind === 'Gone' ? GoneSchema : isKindName(kind) ? kinds[kind].fields : undefined;
    const walk = compileScrub(unwanted, schema);
    walks.set(kind, walk);
    return walk;
  };
  return (line) => {
    const holds = (wanted: string | undefined) =>
      wanted !== undefined && line.includes(JSON.stringify(wanted).slice(1, -1));
    if (!holds(text) && !holds(object?.name)) return line;
    const json = JSON.parse(line) as Line;
    if (object && isObject(json, object)) return undefined;
    if (text === undefined) return line;
    const { kind, apiVersion, ...rest } = json;
    const scrubbed = walkOf(kind, text)(rest) as typeof rest;
    if (kind === 'Gone' && scrubbed.object) scrubbed.object.kind = json.object!.kind;
    return JSON.stringify({ kind, apiVersion, ...scrubbed });
  };
}

/** Scrubs the free texts of the meta; Gazette itself wrote the rest. */
export function scrubMeta(meta: SnapshotMeta, { text }: Unwanted): SnapshotMeta {
  if (text === undefined) return meta;
  const { server, settings, coverage, imported } = meta;
  const { shape } = SnapshotMetaSchema;
  return {
    ...meta,
    server: scrub(server, text, shape.server),
    settings: scrub(settings, text, shape.settings),
    ...(imported && { imported: scrub(imported, text) }),
    coverage: coverage.map((read) => {
      const { error, namespaces } = scrub(
        { error: read.error, namespaces: read.namespaces },
        text,
        CoverageSchema,
      );
      const columns = read.columns?.map((column) => ({ ...column, name: scrub(column.name, text) }));
      return { ...read, error, namespaces, columns };
    }),
  };
}

/**
 * The same value with the text replaced in every string, and in keys that the schema does not name. Timestamps and UIDs
 * stay: nobody wrote them, and readers depend on their form.
 */
export const scrub = <Value>(value: Value, text: string, schema?: z.core.$ZodType): Value =>
  compileScrub(text, schema)(value) as Value;

function compileScrub(text: string, schema?: z.core.$ZodType): (value: unknown) => unknown {
  const purge = (from: string) => from.replaceAll(text, PURGED);
  const visitor: Visitor = { text: (found, { is }) => (is ? found : purge(found)), key: purge };
  return schema ? compileRewrite(schema, '', visitor) : (value) => rewrite(value, { path: '' }, visitor);
}

interface Named {
  namespace?: string;
  name: string;
}
/** An object, or a note that an object is gone. */
interface Line {
  kind: string;
  apiVersion: string;
  metadata?: Named;
  object?: Named & { kind: string };
}

function isObject(line: Line, wanted: NonNullable<Unwanted['object']>): boolean {
  const { kind, namespace, name } = line.object ?? { kind: line.kind, ...line.metadata };
  return kind === wanted.kind && name === wanted.name && (namespace ?? '') === (wanted.namespace ?? '');
}
