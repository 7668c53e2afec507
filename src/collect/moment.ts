/** Fixes the moment at which a cluster is read: its resourceVersion, and the API server's clock. */
import { kinds, kindNames } from '../snapshots/kinds/kinds.ts';
import type { Connection } from './connection.ts';
import { hasStatus, NothingCollectedError, RequestError } from './errors.ts';
import { apiPath } from './discovery.ts';
import { readPage } from './list.ts';
import { isTrustError, type Client, type Tally } from './request.ts';

export interface ClusterMoment {
  /** Absent when the server has none: then each kind is read by an ordinary list. */
  resourceVersion?: string;
  /** The API server's clock, in milliseconds since 1970, to the second. */
  time: number;
  /** The collector's clock minus the API server's, in milliseconds. */
  skewMs: number;
}

/**
 * Asks for one object of any kind that may be listed; all kinds share one history.
 * @param namespaces where to ask if nothing may be listed cluster-wide
 * @throws {NothingCollectedError} The server cannot be reached, or allows no list.
 */
export async function fixMoment(
  client: Client,
  connection: Connection,
  namespaces: readonly string[],
  now: () => Date,
): Promise<ClusterMoment> {
  const tally: Tally = { requests: 0, bytes: 0 };
  let refusal: RequestError | undefined;
  for (const path of pathsToTry(namespaces)) {
    try {
      const page = await readPage(client, path, { limit: '1' }, tally);
      const received = now().getTime();
      const date = Date.parse(page.date ?? '');
      const time = Number.isNaN(date) ? received - (received % 1000) : date;
      return {
        resourceVersion: page.resourceVersion,
        time,
        skewMs: Number.isNaN(date) ? 0 : received - date,
      };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (!hasStatus(error, 403, 404)) throw unreachable(error, connection.address);
      if (error.status === 403) refusal ??= error;
    }
  }
  throw new NothingCollectedError(
    refusal
      ? `${connection.address}: these credentials do not allow any list: ${refusal.message}`
      : `${connection.address}: does not serve the Kubernetes API`,
    {
      hint: refusal
        ? 'deploy/rbac.yaml has the ClusterRole that Gazette needs. With Roles in some namespaces only, list these under namespaces:.'
        : 'Check the server address of the context.',
    },
  );
}

/** Kinds of the core API first: they exist in every cluster. */
function pathsToTry(namespaces: readonly string[]): string[] {
  const core = (['Namespace', 'Node', ...kindNames] as const).filter(
    (name) => kinds[name].versions[0] === 'v1',
  );
  const plurals = [...new Set(core.map((name) => kinds[name].resource))];
  const namespaced = namespaces.flatMap((namespace) =>
    kindNames
      .filter((name) => kinds[name].namespaced && kinds[name].versions[0])
      .map(
        (name) => `${apiPath(kinds[name].versions[0] ?? '')}/namespaces/${namespace}/${kinds[name].resource}`,
      ),
  );
  return [...plurals.map((plural) => `/api/v1/${plural}`), ...namespaced];
}

function unreachable(error: RequestError, address: string): NothingCollectedError {
  let hint = error.hint ?? 'Is the cluster up and reachable from here? Try: kubectl get --raw /readyz';
  if (error.status === 401)
    hint = 'The credentials are wrong or have expired: log in again, or renew the token.';
  if (isTrustError(error.code)) {
    hint = "The server's certificate does not match certificate-authority in the kubeconfig.";
  }
  return new NothingCollectedError(`${address}: ${error.message}`, { hint, cause: error });
}
