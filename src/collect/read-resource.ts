/** Reads one resource of the API wherever it may be read, at the snapshot's moment if possible. */
import type { Coverage } from '../snapshots/schema.ts';
import { apiPath } from './discovery.ts';
import { hasStatus, RequestError } from './errors.ts';
import { BAD_OBJECT, TOO_MUCH, readPage, readPages, type Page } from './list.ts';
import type { ClusterMoment } from './moment.ts';
import { isFutureRevision, type Client, type Tally } from './request.ts';
import type { TrimOptions } from './trim.ts';

/** After this many expired lists, the cluster's history is shorter than the time that reading takes. */
const RESTARTS = 3;
/** Revisions that a busy cluster writes while a kind waits for its turn. A larger distance means another history. */
const NEAR_REVISIONS = 20_000;
const NEAR_REVISIONS_PER_SECOND = 5_000;

/** What all reads of a cluster share. */
export interface Source extends TrimOptions {
  client: Client;
  moment: ClusterMoment;
  /** Namespaces to try where a kind may not be listed cluster-wide. */
  namespaces(): Promise<readonly string[]>;
  /** Milliseconds since the moment was fixed. */
  elapsedMs(): number;
}

interface Resource {
  apiVersion: string;
  /** Kind of the objects, where it is known. */
  kind?: string;
  plural: string;
  namespaced: boolean;
  /** Read only these namespaces. */
  namespaces?: readonly string[];
  /** The resource has no history, so no resourceVersion can be read (metrics). */
  momentary?: boolean;
  /** Ask for the server's columns, instead of the objects. */
  table?: boolean;
  /** Takes a page, and returns how many objects it stored. */
  take(page: Page): number | Promise<number>;
  /** Drops everything that was taken: reading starts again. */
  reset(): void;
}

/** The outcome of reading; `error` is the reason why the result is incomplete. */
export interface Outcome extends Pick<Coverage, 'method' | 'resourceVersion' | 'objects'> {
  whole: boolean;
  /** Namespaces that were read to the end, if some were not. */
  seen: string[];
  error?: RequestError;
}

/** Never throws a RequestError: a failure is an outcome. */
export async function readResource(source: Source, resource: Resource, tally: Tally): Promise<Outcome> {
  let method: Coverage['method'] = resource.momentary || !source.moment.resourceVersion ? 'list' : undefined;
  for (let restarts = 0; ; restarts += 1) {
    const outcome: Outcome = { whole: false, objects: 0, seen: [], method };
    try {
      await readScopes(source, resource, tally, outcome);
      return outcome;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      outcome.error = error;
      if (!(isOutdated(error) || error.code === BAD_OBJECT) || restarts === RESTARTS) return outcome;
      // If a list expired half-way, its second half would show another moment: read all of it, as of now.
      resource.reset();
      if (isOutdated(error)) method = 'list';
    }
  }
}

/** The resourceVersion was compacted, or belongs to another etcd. */
function isOutdated(error: RequestError): boolean {
  return error.status === 410 || isFutureRevision(error);
}

/** True when the next namespace would fail in the same way. */
function endsReading({ code }: RequestError): boolean {
  return code === 'ABORTED' || code === BAD_OBJECT || code === TOO_MUCH;
}

async function readScopes(source: Source, resource: Resource, tally: Tally, outcome: Outcome): Promise<void> {
  if (!resource.namespaces) {
    try {
      await readScope(source, resource, undefined, tally, outcome);
      outcome.whole = true;
      return;
    } catch (error) {
      if (!hasStatus(error, 403) || !resource.namespaced || outcome.objects > 0) throw error;
      outcome.error = error;
    }
  }
  const namespaces = resource.namespaces ?? (await source.namespaces());
  for (const namespace of namespaces) {
    try {
      await readScope(source, resource, namespace, tally, outcome);
      outcome.seen.push(namespace);
    } catch (error) {
      if (!(error instanceof RequestError) || isOutdated(error) || endsReading(error)) throw error;
      // A refusal here only repeats the refusal for the whole cluster.
      if (!hasStatus(error, 403, 404) || !outcome.error) outcome.error = error;
    }
  }
  outcome.whole = resource.namespaces !== undefined && outcome.seen.length === namespaces.length;
}

async function readScope(
  source: Source,
  resource: Resource,
  namespace: string | undefined,
  tally: Tally,
  outcome: Outcome,
): Promise<void> {
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const path = `${apiPath(resource.apiVersion)}${within}/${resource.plural}`;
  const { kind, table } = resource;
  outcome.method ??= await chooseMethod(source, path, { kind, table }, tally);
  const exact = outcome.method === 'exact' ? source.moment.resourceVersion : undefined;
  for await (const page of readPages(source.client, path, { kind, table, exact }, tally)) {
    // Servers before 1.19 ignore resourceVersionMatch: the list's own resourceVersion counts.
    if (exact && page.resourceVersion !== exact) outcome.method = 'list';
    outcome.resourceVersion = page.resourceVersion;
    outcome.objects += await resource.take(page);
  }
}

/**
 * Whether a resource shares the history of the moment. Events can have their own etcd (kube-apiserver
 * --etcd-servers-overrides), and aggregated APIs any storage. A revision from another etcd would be refused, or
 * silently mean another moment. A fresh list tells the revision of its own history.
 */
async function chooseMethod(
  source: Source,
  path: string,
  what: Pick<Resource, 'kind' | 'table'>,
  tally: Tally,
): Promise<'exact' | 'list'> {
  const { resourceVersion } = await readPage(source.client, path, { limit: '1' }, tally, what);
  const ahead = Number(resourceVersion ?? NaN) - Number(source.moment.resourceVersion);
  const near = NEAR_REVISIONS + (NEAR_REVISIONS_PER_SECOND * source.elapsedMs()) / 1000;
  return ahead >= 0 && ahead <= near ? 'exact' : 'list';
}
