/** Reads one resource of the API, wherever it may be read, at the snapshot's point in time where that is possible. */
import type { Coverage } from '../snapshots/schema.ts';
import { apiPath } from './discovery.ts';
import { hasStatus, RequestError } from './errors.ts';
import { BAD_OBJECT, readPage, readPages, type Page } from './list.ts';
import type { ClusterMoment } from './moment.ts';
import { isFutureRevision, type Client, type Tally } from './request.ts';

/** After so many expired lists the cluster's history is shorter than reading it takes. */
const RESTARTS = 3;
/** Revisions that a busy cluster writes while a kind waits for its turn: more than this is another history. */
const NEAR_REVISIONS = 20_000;
const NEAR_REVISIONS_PER_SECOND = 5_000;

/** What everything that is read from a cluster shares. */
export interface Source {
  client: Client;
  moment: ClusterMoment;
  /** Namespaces to try where a kind may not be listed cluster-wide. */
  namespaces(): Promise<readonly string[]>;
  /** Milliseconds since the moment was fixed. */
  elapsedMs(): number;
}

interface Resource {
  apiVersion: string;
  plural: string;
  namespaced: boolean;
  /** Read in these namespaces only. */
  namespaces?: readonly string[];
  /** Has no history that could be read at a resourceVersion (metrics). */
  momentary?: boolean;
  /** Ask for the server's columns instead of the objects. */
  table?: boolean;
  /** Takes a page, and returns how many objects it stored. */
  take(page: Page): number | Promise<number>;
  /** Drops all that was taken: it is read once more from the start. */
  reset(): void;
}

/** What became of it; `error` is the reason why it is not whole. */
export interface Outcome extends Pick<Coverage, 'method' | 'resourceVersion' | 'objects'> {
  whole: boolean;
  /** Namespaces that were read to the end, where not everything was. */
  seen: string[];
  error?: RequestError;
}

/** Never throws a RequestError: failing is an outcome. */
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
      // A second half of a list that expired half-way would be another moment: read it whole, as of now.
      resource.reset();
      if (isOutdated(error)) method = 'list';
    }
  }
}

/** The resourceVersion was compacted away, or belongs to another etcd. */
function isOutdated(error: RequestError): boolean {
  return error.status === 410 || isFutureRevision(error);
}

/** Nothing is gained by going on with the next namespace. */
function endsReading({ code }: RequestError): boolean {
  return code === 'ABORTED' || code === BAD_OBJECT;
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
      // A refusal here only repeats the one for the whole cluster.
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
  outcome.method ??= await chooseMethod(source, path, tally);
  const exact = outcome.method === 'exact' ? source.moment.resourceVersion : undefined;
  for await (const page of readPages(source.client, path, { table: resource.table, exact }, tally)) {
    // Servers before 1.19 ignore resourceVersionMatch; what they say about the list is what counts.
    if (exact && page.resourceVersion !== exact) outcome.method = 'list';
    outcome.resourceVersion = page.resourceVersion;
    outcome.objects += await resource.take(page);
  }
}

/**
 * Whether a resource shares the history in which the moment was fixed. Events can have an etcd of their own
 * (kube-apiserver --etcd-servers-overrides), aggregated APIs have whatever they like. A revision from another
 * etcd would be refused, or silently mean another moment. A fresh list reports its own history's revision.
 */
async function chooseMethod(source: Source, path: string, tally: Tally): Promise<'exact' | 'list'> {
  const { resourceVersion } = await readPage(source.client, path, { limit: '1' }, tally);
  const ahead = Number(resourceVersion ?? NaN) - Number(source.moment.resourceVersion);
  const near = NEAR_REVISIONS + (NEAR_REVISIONS_PER_SECOND * source.elapsedMs()) / 1000;
  return ahead >= 0 && ahead <= near ? 'exact' : 'list';
}
