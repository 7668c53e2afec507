/** Lists page by page. Always in pages: some managed control planes cut off a list that is requested whole. */
import { formatBytes } from '../model/quantity.ts';
import { z } from 'zod';
import { RequestError } from './errors.ts';
import { redact } from './redact.ts';
import { NO_LIST, TOO_LARGE, type Client, type Tally } from './request.ts';
import { splitList } from './split-list.ts';

const PAGE = 500;
/** A page that is too large is asked for again, with fewer objects: 50, then 5. */
const SMALLER = 10;
/** In one list, or without a single object. More would fill the store, and never end. */
const MOST_OBJECTS = 1_000_000;
const MOST_EMPTY_PAGES = 100;
/** Of all lists of a kind together, with attempts that failed. The 150,000 pods of the largest clusters have 3 GB. */
const MOST_BYTES = 8 * 2 ** 30;
/** Error code of a kind with more bytes. Its other lists would only add to them. */
export const TOO_MUCH = 'TOO_MUCH';
/** Error code for an object that cannot be parsed. */
export const BAD_OBJECT = 'BAD_OBJECT';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const ListMetaSchema = z.looseObject({
  resourceVersion: z.string().optional(),
  continue: z.string().optional(),
  remainingItemCount: z.number().optional(),
});
const ColumnSchema = z.object({ name: z.string(), type: z.string(), priority: z.number() });
const PageSchema = z.looseObject({
  kind: z.string(),
  metadata: ListMetaSchema.optional(),
  items: z.array(z.unknown()).nullish(),
  rows: z.array(z.unknown()).nullish(),
  columnDefinitions: z.array(ColumnSchema).optional(),
});

export interface Page {
  /** Objects, or the rows of a Table. Each is parsed on its turn, and throws a RequestError if it cannot be parsed. */
  items: Iterable<unknown>;
  /** How many. */
  count: number;
  resourceVersion?: string;
  columns?: z.infer<typeof ColumnSchema>[];
  continue?: string;
  /** The list goes on, by its own word, but nothing says where. */
  cutOff?: true;
}

/** An answer that refuses, whatever its HTTP status says. Source: k8s.io/apimachinery/pkg/apis/meta/v1, Status. */
const StatusSchema = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
});

export interface ListOptions {
  /** Kind of the objects; another kind's list is refused. Absent where no kind is known (custom resources). */
  kind?: string;
  /** Ask for the columns that the server prints, instead of the objects. */
  table?: boolean;
  /** List at exactly this resourceVersion. */
  exact?: string;
}

/** Reads one page; `limit=1` makes the request a probe. */
export async function readPage(
  client: Client,
  path: string,
  query: Record<string, string>,
  tally: Tally,
  { kind, table = false }: Pick<ListOptions, 'kind' | 'table'> = {},
): Promise<Page & { date?: string }> {
  const { result, headers } = await client.get(
    `${path}?${new URLSearchParams(query).toString()}`,
    tally,
    (body) => parsePage(body, { kind, table }),
    table ? TABLE : undefined,
  );
  return { ...result, date: headers.date };
}

/** @throws {SyntaxError} for invalid JSON, so that the request is repeated; {RequestError} for other JSON. */
function parsePage(body: Buffer, { kind, table = false }: Pick<ListOptions, 'kind' | 'table'>): Page {
  const { envelope, bounds } = splitList(body);
  const json: unknown = JSON.parse(envelope);
  const refusal = StatusSchema.safeParse(json);
  if (refusal.success) throw statusInPlaceOfList(refusal.data);
  const parsed = PageSchema.safeParse(json);
  // Go writes an empty list as `null`. A list without the field is the list of nobody.
  if (!parsed.success || (parsed.data.items === undefined && parsed.data.rows === undefined)) {
    throw new RequestError('the answer is JSON, but not a Kubernetes list', { code: NO_LIST });
  }
  const { metadata, columnDefinitions, kind: listKind } = parsed.data;
  // A server that prints no Tables sends the list instead.
  const isMeant = (table && listKind === 'Table') || listKind === `${kind}List`;
  if (kind !== undefined && !isMeant)
    throw new RequestError(`the answer is a ${listKind}, and not a ${kind}List`, { code: NO_LIST });
  return {
    items: parseItems(body, bounds, kind),
    count: bounds.length / 2,
    resourceVersion: metadata?.resourceVersion || undefined,
    continue: metadata?.continue || undefined,
    columns: columnDefinitions,
    ...(!metadata?.continue && (metadata?.remainingItemCount ?? 0) > 0 && { cutOff: true }),
  };
}

/** Proxies answer so, with the HTTP status 200. */
function statusInPlaceOfList({ message, reason, code }: z.infer<typeof StatusSchema>): RequestError {
  const why = message ?? reason ?? 'no reason given';
  const isError = code !== undefined && code >= 400;
  return new RequestError(
    `the server refused: ${redact(why).text}`,
    isError ? { status: code } : { code: NO_LIST },
  );
}

function* parseItems(body: Buffer, bounds: readonly number[], kind?: string): Generator<unknown> {
  for (let index = 0; index < bounds.length; index += 2) {
    try {
      const item: unknown = JSON.parse(body.toString('utf8', bounds[index], bounds[index + 1]));
      if (kind !== undefined) expectKind(item, kind);
      yield item;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new RequestError('an object of the list is not valid JSON', { code: BAD_OBJECT });
    }
  }
  // Frees megabytes that would wait for the next full garbage collection. A small body is part of a shared buffer.
  if (body.length === body.buffer.byteLength && body.buffer instanceof ArrayBuffer) body.buffer.transfer(0);
}

const ItemSchema = z.looseObject({ kind: z.string() });
const RowSchema = z.looseObject({ object: ItemSchema });

/**
 * Items of a list mostly name no kind; rows of a Table do, or they are only metadata. Source:
 * k8s.io/apimachinery/pkg/apis/meta/v1/types.go `TableRow`.
 */
function expectKind(item: unknown, kind: string): void {
  const told = RowSchema.safeParse(item).data?.object.kind ?? ItemSchema.safeParse(item).data?.kind ?? kind;
  if (told !== kind && told !== 'PartialObjectMetadata')
    throw new RequestError(`the list has a ${told} among its ${kind}s`, { code: NO_LIST });
}

/** All pages; the next page is requested while the current one is processed. @throws {RequestError} */
export async function* readPages(
  client: Client,
  path: string,
  options: ListOptions,
  tally: Tally,
): AsyncGenerator<Page> {
  let limit = PAGE;
  const read = async (query: Record<string, string>): Promise<Page> => {
    for (;;) {
      // With its objects, a Table also has their status.conditions.
      const every = { limit: String(limit), ...(options.table && { includeObject: 'Object' }), ...query };
      try {
        return await readPage(client, path, every, tally, options);
      } catch (error) {
        if (!(error instanceof RequestError) || error.code !== TOO_LARGE || limit <= SMALLER / 2) throw error;
        limit = Math.ceil(limit / SMALLER);
      }
    }
  };
  const exact = options.exact && { resourceVersion: options.exact, resourceVersionMatch: 'Exact' };
  const watch = openWatch(tally);
  let next: Promise<Page> | undefined = read({ ...exact });
  while (next) {
    const page: Page = await next;
    watch(page);
    // With `continue`, the API rejects resourceVersion and its match: the token carries them.
    next = page.continue ? read({ continue: page.continue }) : undefined;
    next?.catch(() => {}); // A failure is seen when the page is awaited; until then, the rejection must not count as unhandled
    yield page;
    if (page.cutOff)
      throw new RequestError('the list has more objects, by its own word, but no next page', {
        code: NO_LIST,
      });
  }
}

/** Ends a list without an end. @throws {RequestError} */
function openWatch(tally: Tally): (page: Page) => void {
  let objects = 0;
  let empty = 0;
  let token: string | undefined;
  return (page) => {
    objects += page.count;
    empty = page.count === 0 ? empty + 1 : 0;
    const isStuck = page.continue !== undefined && page.continue === token;
    token = page.continue;
    if (isStuck || empty > MOST_EMPTY_PAGES)
      throw new RequestError('the list does not move on: its next page is the same page', { code: NO_LIST });
    if (objects > MOST_OBJECTS)
      throw new RequestError(`the list has more than ${MOST_OBJECTS} objects`, { code: TOO_LARGE });
    if (tally.bytes > MOST_BYTES)
      throw new RequestError(`the lists of this kind have more than ${formatBytes(MOST_BYTES)}`, {
        code: TOO_MUCH,
      });
  };
}
