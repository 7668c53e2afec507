/** Lists page by page. Always in pages: some managed control planes cut off a list that is requested whole. */
import { z } from 'zod';
import { RequestError } from './errors.ts';
import type { Client, Tally } from './request.ts';
import { splitList } from './split-list.ts';

const PAGE = 500;
/** Error code for an object that cannot be parsed. */
export const BAD_OBJECT = 'BAD_OBJECT';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const ListMetaSchema = z.looseObject({
  resourceVersion: z.string().optional(),
  continue: z.string().optional(),
});
const ColumnSchema = z.object({ name: z.string(), type: z.string(), priority: z.number() });
const PageSchema = z.looseObject({
  metadata: ListMetaSchema.optional(),
  items: z.array(z.unknown()).nullish(),
  rows: z.array(z.unknown()).nullish(),
  columnDefinitions: z.array(ColumnSchema).optional(),
});

export interface Page {
  /** Objects, or the rows of a Table. Each is parsed on its turn, and throws a RequestError if it cannot be parsed. */
  items: Iterable<unknown>;
  resourceVersion?: string;
  columns?: z.infer<typeof ColumnSchema>[];
  continue?: string;
}

export interface ListOptions {
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
  table = false,
): Promise<Page & { date?: string }> {
  const { result, headers } = await client.get(
    `${path}?${new URLSearchParams(query).toString()}`,
    tally,
    parsePage,
    table ? TABLE : undefined,
  );
  return { ...result, date: headers.date };
}

/** @throws {SyntaxError} for invalid JSON, so that the request is repeated; {RequestError} for other JSON. */
function parsePage(body: Buffer): Page {
  const { envelope, bounds } = splitList(body);
  const parsed = PageSchema.safeParse(JSON.parse(envelope));
  if (!parsed.success || !(parsed.data.items || parsed.data.rows || parsed.data.metadata)) {
    throw new RequestError('the answer is JSON, but not a Kubernetes list', { code: 'NO_LIST' });
  }
  const { metadata, columnDefinitions } = parsed.data;
  return {
    items: parseItems(body, bounds),
    resourceVersion: metadata?.resourceVersion || undefined,
    continue: metadata?.continue || undefined,
    columns: columnDefinitions,
  };
}

function* parseItems(body: Buffer, bounds: readonly number[]): Generator<unknown> {
  for (let index = 0; index < bounds.length; index += 2) {
    try {
      yield JSON.parse(body.toString('utf8', bounds[index], bounds[index + 1]));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new RequestError('an object of the list is not valid JSON', { code: BAD_OBJECT });
    }
  }
  // Frees megabytes that would wait for the next full garbage collection. A small body is part of a shared buffer.
  if (body.length === body.buffer.byteLength && body.buffer instanceof ArrayBuffer) body.buffer.transfer(0);
}

/** All pages; the next page is requested while the current one is processed. @throws {RequestError} */
export async function* readPages(
  client: Client,
  path: string,
  options: ListOptions,
  tally: Tally,
): AsyncGenerator<Page> {
  // With its objects, a Table also has their status.conditions.
  const every: Record<string, string> = {
    limit: String(PAGE),
    ...(options.table && { includeObject: 'Object' }),
  };
  const first = { ...every };
  if (options.exact) Object.assign(first, { resourceVersion: options.exact, resourceVersionMatch: 'Exact' });
  let next: Promise<Page> | undefined = readPage(client, path, first, tally, options.table);
  while (next) {
    const page: Page = await next;
    // With `continue`, the API rejects resourceVersion and its match: the token carries them.
    next = page.continue
      ? readPage(client, path, { ...every, continue: page.continue }, tally, options.table)
      : undefined;
    next?.catch(() => {}); // A failure is seen when the page is awaited; until then, the rejection must not count as unhandled
    yield page;
  }
}
