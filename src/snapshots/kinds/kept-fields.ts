/** The table of kept fields in `docs/snapshot-format.md`, made from the tables that the trimmer reads. Pure. */
import { z } from 'zod';
import type { KindSpec } from './kind.ts';
import { kindNames, kinds } from './kinds.ts';
import { annotationsOf, metadata, ORIGIN_ANNOTATIONS } from './metadata.ts';
import { podTemplate } from './pod.ts';
import { listLeaves, type Leaf } from './walk.ts';

interface Row {
  path: string;
  type: string;
  meaning: string;
}

/** Markdown: the fields of every object, then those of each kind. */
export function renderKeptFields(): string {
  const common = ['### Every object', '', ...renderRows(listFields('metadata', metadata))];
  const template = ['### Pod template', '', ...renderRows(listFieldsBelow('template', podTemplate))];
  return [common, template, ...kindNames.map(renderKind)].map((lines) => lines.join('\n')).join('\n\n');
}

function renderKind(name: (typeof kindNames)[number]): string[] {
  const spec: KindSpec = kinds[name];
  const { kind: _, apiVersion: __, metadata: ___, ...own } = spec.fields.shape;
  const keys = [...(spec.annotations ?? []), ...(spec.written ? ORIGIN_ANNOTATIONS : [])];
  const annotations =
    keys.length > 0 ? listFields('metadata.annotations', annotationsOf(keys).annotations) : [];
  const rows = [...annotations, ...Object.entries(own).flatMap(([key, field]) => listFields(key, field))];
  return [`### ${name}`, '', `${describeKind(spec)}.`, '', ...renderRows(rows)];
}

function describeKind({
  versions,
  resource,
  namespaces,
  beat,
  optional,
  insteadOf,
  written,
}: KindSpec): string {
  const from = versions.map((version) => `\`${version}\``).join(', else ');
  const parts = [from === '' ? "Gazette's own record" : `\`${resource}\` of ${from}`];
  if (namespaces)
    parts.push(`in the namespaces ${namespaces.map((name) => `\`${name}\``).join(' and ')} only`);
  if (insteadOf) parts.push(`read only where ${insteadOf} is not served`);
  if (optional) parts.push('where the cluster serves it');
  if (written) parts.push('with its writers');
  if (beat) parts.push('whole in every file');
  return parts.join('; ');
}

function renderRows(rows: readonly Row[]): string[] {
  const cells = rows.map(({ path, type, meaning }) => `| \`${path}\` | ${type} | ${meaning} |`);
  return ['| Field | Type | Meaning |', '| --- | --- | --- |', ...cells];
}

const listFieldsBelow = (path: string, { shape }: z.ZodObject) =>
  Object.entries(shape).flatMap(([key, inner]) => listFields(`${path}.${key}`, inner));

/** The leaves below a field. Eight kinds have a pod template, which has a chapter of its own. */
const listFields = (path: string, field: unknown): Row[] =>
  listLeaves(field, (schema) => schema === podTemplate, path).map(toRow);

function toRow({ path, schema, description = '', redact, keys }: Leaf): Row {
  if (schema === podTemplate) return { path, type: 'object', meaning: 'A [pod template](#pod-template)' };
  const only = keys ? `: ${keys.map((key) => `\`${key}\``).join(', ')}` : '';
  const redacted = redact ? '; redacted' : '';
  const meaning = `${description}${only}${redacted}`.replaceAll('|', '\\|');
  return { path, type: typeOf(path, schema), meaning };
}

function typeOf(path: string, field: z.ZodType): string {
  if (field instanceof z.ZodString) return 'text';
  if (field instanceof z.ZodNumber) return 'number';
  if (field instanceof z.ZodBoolean) return 'true or false';
  if (field instanceof z.ZodRecord) return 'map';
  if (field instanceof z.ZodUnion) return 'number or text';
  throw new Error(`${path} is of a type that the documentation does not know`);
}
