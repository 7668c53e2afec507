/** What stands in a file of a dump: JSON, several JSON documents between blocks of logs, or YAML. */
import { parseAllDocuments } from 'yaml';
import { isRecord } from '../snapshots/kinds/walk.ts';

/** A file that cannot be read costs itself, and is named. */
export class UnreadableFileError extends Error {
  override name = 'UnreadableFileError';
}

/** More aliases than that multiply a text into gigabytes. */
const MOST_ALIASES = 100;

/** @throws {UnreadableFileError} The text is neither JSON nor YAML. */
export function readDocuments(name: string, bytes: Buffer): unknown[] {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') return [];
  const isJson = /^\s*[[{]/.test(text);
  if (isJson || /^\s*==== START logs/.test(text)) return readJson(text);
  if (/\.json$/i.test(name)) throw new UnreadableFileError('it is no JSON');
  return readYaml(text);
}

function readJson(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch (error) {
    const documents = splitJson(text);
    if (documents.length === 0) throw new UnreadableFileError(`it is no JSON: ${(error as Error).message}`);
    return documents;
  }
}

/** `kubectl cluster-info dump` prints documents one after another, each from a `{` to a `}` at the start of a line. */
function splitJson(text: string): unknown[] {
  const documents: unknown[] = [];
  let open: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line === '{') open = [line];
    else open?.push(line);
    if (line !== '}' || !open) continue;
    try {
      documents.push(JSON.parse(open.join('\n')));
    } catch {
      throw new UnreadableFileError('one of its JSON documents is damaged');
    }
    open = undefined;
  }
  if (open) throw new UnreadableFileError('its last JSON document was cut off');
  return documents;
}

function readYaml(text: string): unknown[] {
  return parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false }).map((document) => {
    const [error] = document.errors;
    if (error) throw new UnreadableFileError(`it is no YAML: ${error.message.split('\n')[0]}`);
    try {
      return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
    } catch (failure) {
      throw new UnreadableFileError(`it is no YAML: ${(failure as Error).message}`);
    }
  });
}

/** An object of a dump, with the kind and the version that its list may say for it. */
export interface DumpObject {
  kind?: string;
  apiVersion?: string;
  item: Record<string, unknown>;
}

/**
 * The objects of a document: a list of any form, an array, or a single object. Also whether the document is a list: an
 * empty list says that there is nothing.
 * @throws {UnreadableFileError} It is of Go's internal types, which kubectl printed before 1.14.
 */
export function listObjects(document: unknown): {
  objects: DumpObject[];
  list?: { kind?: string; apiVersion?: string };
} {
  if (Array.isArray(document))
    return { objects: document.flatMap((item) => listObjects(item).objects), list: {} };
  if (!isRecord(document)) return { objects: [] };
  if ('Items' in document || ('Spec' in document && 'Status' in document))
    throw new UnreadableFileError("it has Go's internal names, as kubectl before 1.14 dumped them");
  const kind = textOf(document.kind);
  const apiVersion = textOf(document.apiVersion);
  if (!('items' in document)) {
    const item = { item: document, ...(kind && { kind }), ...(apiVersion && { apiVersion }) };
    return { objects: isRecord(document.metadata) ? [item] : [] };
  }
  const isTyped = kind !== undefined && kind !== 'List' && kind.endsWith('List');
  const own = isTyped ? { kind: kind.slice(0, -'List'.length), ...(apiVersion && { apiVersion }) } : {};
  const items = Array.isArray(document.items) ? document.items.filter(isRecord) : [];
  return {
    list: own,
    objects: items.map((item) => ({
      ...own,
      ...(textOf(item.kind) && { kind: textOf(item.kind)! }),
      ...(textOf(item.apiVersion) && { apiVersion: textOf(item.apiVersion)! }),
      item,
    })),
  };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
