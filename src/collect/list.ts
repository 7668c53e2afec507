/** Lists page by page. Always in pages: some managed control planes cut off what is asked for at once. */
import { z } from 'zod';
import { RequestError } from './errors.ts';
import type { Client, Tally } from './request.ts';

export const PAGE = 500;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const ListMetaSchema = z.looseObject({
  resourceVersion: z.string().optional(),
  continue: z.string().optional(),
});
const ColumnSchema = z.object({ name: z.string(), type: z.string(), priority: z.number() });
const PageSchema = z.looseObject({
  metadata: ListMetaSchema.optional(),
  items: z.array(z.unknown()).nullish(),
  columnDefinitions: z.array(ColumnSchema).optional(),
  rows: z.array(z.unknown()).nullish(),
});

export interface Page {
  /** Objects, or the rows of a Table. */
  items: unknown[];
  resourceVersion?: string;
  columns?: z.infer<typeof ColumnSchema>[];
  continue?: string;
}

export interface ListOptions {
  /** Ask for the columns that the server prints instead of the objects. */
  table?: boolean;
  /** List as of this resourceVersion, exactly. */
  exact?: string;
}

/** One page; `limit=1` makes it a probe. */
export async function readPage(
  client: Client,
  path: string,
  query: Record<string, string>,
  tally: Tally,
  table = false,
): Promise<Page & { date?: string }> {
  const { json, headers } = await client.get(
    `${path}?${new URLSearchParams(query).toString()}`,
    tally,
    table ? TABLE : undefined,
  );
  const parsed = PageSchema.safeParse(json);
  if (!parsed.success || (!parsed.data.items && !parsed.data.rows && !('metadata' in parsed.data))) {
    throw new RequestError('the answer is JSON, but not a list of Kubernetes');
  }
  const { metadata, items, rows, columnDefinitions } = parsed.data;
  return {
    items: rows ?? items ?? [],
    resourceVersion: metadata?.resourceVersion || undefined,
    continue: metadata?.continue || undefined,
    columns: columnDefinitions,
    date: headers.date,
  };
}

/** All pages; while one is being worked on, the next is on its way. @throws {RequestError} */
export async function* readPages(
  client: Client,
  path: string,
  options: ListOptions,
  tally: Tally,
): AsyncGenerator<Page> {
  const first: Record<string, string> = { limit: String(PAGE) };
  if (options.exact) Object.assign(first, { resourceVersion: options.exact, resourceVersionMatch: 'Exact' });
  let next: Promise<Page> | undefined = readPage(client, path, first, tally, options.table);
  while (next) {
    const page: Page = await next;
    // With `continue`, resourceVersion and its match are rejected: the token carries them.
    next = page.continue
      ? readPage(client, path, { limit: String(PAGE), continue: page.continue }, tally, options.table)
      : undefined;
    next?.catch(() => {}); // seen when it is awaited; until then it is not unhandled
    yield page;
  }
}
