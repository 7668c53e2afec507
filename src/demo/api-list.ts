/**
 * Lists in pages and at a resourceVersion, with the API server's rules for combinations of parameters. Source:
 * k8s.io/apimachinery/pkg/apis/meta/internalversion/validation, and apiserver/pkg/storage/continue.go.
 */
import { namespacedName } from '../model/object-ref.ts';
import { ApiFailure } from './api-status.ts';
import { MINUTE } from './plan/clock.ts';
import { tableRow } from './objects/custom.ts';
import { instantAt, resourceVersionAt, type ApiObject } from './objects/object.ts';
import type { Resource } from './objects/resource.ts';

/** etcd forgets older revisions. */
const COMPACTED_AFTER = 5 * MINUTE;

interface Token {
  rv: number;
  /** namespace/name of the last object sent. */
  after: string;
}

const encode = (token: Token): string =>
  Buffer.from(JSON.stringify({ v: 'demo/v1', ...token })).toString('base64url');

function decode(text: string): Token {
  try {
    const { v, rv, after } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
    if (v === 'demo/v1' && typeof rv === 'number' && typeof after === 'string') return { rv, after };
  } catch {
    // falls through to the error
  }
  throw new ApiFailure(400, 'continue key is not valid');
}

function checkParameters(query: URLSearchParams): void {
  const [version, match] = [query.get('resourceVersion'), query.get('resourceVersionMatch')];
  const invalid = (field: string, why: string) =>
    new ApiFailure(422, `ListOptions.meta.k8s.io "" is invalid: ${field}: Forbidden: ${why}`);
  if (query.has('continue') && match) {
    throw invalid('resourceVersionMatch', 'resourceVersionMatch is forbidden for continue');
  }
  if (query.has('continue') && version && version !== '0') {
    throw new ApiFailure(400, 'specifying resource version is not allowed when using continue');
  }
  if (match && !version) {
    throw invalid(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if (match && !['Exact', 'NotOlderThan'].includes(match)) {
    throw new ApiFailure(
      422,
      `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "${match}"`,
    );
  }
  if (match === 'Exact' && version === '0') {
    throw invalid(
      'resourceVersionMatch',
      'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    );
  }
  if (version && !/^\d+$/.test(version))
    throw new ApiFailure(400, `Invalid value: "${version}": strconv.ParseUint`);
}

/** Which moment a list shows, and after which object it continues. */
function startOf(query: URLSearchParams, now: number): { at: number; after?: string } {
  const token = query.get('continue');
  if (token) {
    const { rv, after } = decode(token);
    if (rv === -1) return { at: now, after };
    if (instantAt(rv) >= now - COMPACTED_AFTER) return { at: instantAt(rv), after };
    const message =
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list.';
    throw new ApiFailure(410, message, { metadata: { continue: encode({ rv: -1, after }) } });
  }
  const version = Number(query.get('resourceVersion') ?? 0);
  if (version > resourceVersionAt(now)) {
    throw new ApiFailure(500, 'etcdserver: mvcc: required revision is a future revision');
  }
  if (query.get('resourceVersionMatch') !== 'Exact') return { at: now };
  const at = Math.floor(instantAt(version) / 1000) * 1000;
  if (at < now - COMPACTED_AFTER) {
    throw new ApiFailure(410, 'The resourceVersion for the provided list is too old.');
  }
  return { at };
}

export interface ListRequest {
  resource: Resource;
  /** The objects of the list at an instant, in order. */
  list: (at: number) => ApiObject[];
  query: URLSearchParams;
  now: number;
  asTable: boolean;
}

/** The body of a list. @throws {ApiFailure} */
export function listDocument({ resource, list, query, now, asTable }: ListRequest): object {
  const { groupVersion, kind, fleeting, printed } = resource;
  if (fleeting) return { kind: `${kind}List`, apiVersion: groupVersion, metadata: {}, items: list(now) };
  checkParameters(query);
  const { at, after } = startOf(query, now);
  const all = list(at);
  const start = after === undefined ? 0 : all.findIndex((object) => namespacedName(object.metadata) > after);
  const rest = start === -1 ? [] : all.slice(start);
  // With resourceVersion=0, the watch cache answers and ignores the limit.
  const limit = query.get('resourceVersion') === '0' ? 0 : Number(query.get('limit') ?? 0);
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const last = items.at(-1);
  const rv = resourceVersionAt(at);
  const metadata = {
    resourceVersion: String(rv),
    ...(last &&
      items.length < rest.length && {
        continue: encode({ rv, after: namespacedName(last.metadata) }),
        remainingItemCount: rest.length - items.length,
      }),
  };
  if (asTable && printed) {
    return {
      ...{ kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata },
      columnDefinitions: printed.columns,
      rows: items.map((item) => tableRow(printed, item, now)),
    };
  }
  return { kind: `${kind}List`, apiVersion: groupVersion, metadata, items };
}
