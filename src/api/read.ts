/** Lists, single objects and watches of a snapshot, in the form that a client asks for. */
import type { KeptObject } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { columnsOf, listServed, toApiObject, toDefinition, toPartial, toRow } from './api-objects.ts';
import { endpointsOfSlices } from './endpoints-of-slices.ts';
import type { AnswerForm } from './form.ts';
import { minorOf, type Past } from './past.ts';
import { groupVersionOf, type ServedResource } from './resources.ts';
import { checkSeen } from './seen.ts';
import { parseFieldSelector, parseLabelSelector } from './selectors.ts';
import { NotSeen, Refusal } from './status.ts';

export interface ReadRequest {
  past: Past;
  resource: ServedResource;
  /** Undefined for all namespaces, and for objects without a namespace. */
  namespace?: string | undefined;
  /** Undefined for a list. */
  name?: string | undefined;
  query: URLSearchParams;
  form: AnswerForm;
}

export interface Read {
  body: object;
  /** What to say beside the snapshot's title. */
  warnings: string[];
}

/** @throws {Refusal} It was not seen, does not exist, or the query cannot be read. */
export async function readPast(request: ReadRequest): Promise<Read> {
  const { past, resource, namespace, name, query } = request;
  const made = await makeEndpoints(request);
  if (made) return made;
  const partly = checkSeen(past, resource, namespace);
  const snapshot = await past.snapshot();
  const all = listServed(snapshot, resource, namespace);
  if (name !== undefined) return readOne(request, snapshot, all, partly);
  const isWanted = openSelection(query, resource);
  const selected = all.filter(isWanted);
  const { items, metadata } = paginate(selected, query, resourceVersionOf(past));
  const warnings = [partly, agesWarning(request)].filter((text) => text !== undefined);
  return { body: toList(request, snapshot, items, metadata), warnings };
}

/** Of one Service, for a client that describes it. @returns undefined if something else is asked, or nothing is known */
async function makeEndpoints({
  past,
  resource,
  namespace,
  name,
  form,
}: ReadRequest): Promise<Read | undefined> {
  if (resource.kind !== 'Endpoints' || resource.coverage || name === undefined || form.as) return undefined;
  const slices = (await past.resources()).find(({ kind }) => kind === 'EndpointSlice');
  if (!slices) return undefined;
  const partly = checkSeen(past, slices, namespace);
  const body = endpointsOfSlices(await past.snapshot(), namespace, name);
  const warnings = [partly, 'endpoints: made of EndpointSlices'].filter((text) => text !== undefined);
  return body && { body, warnings };
}

function readOne(
  { past, resource, name = '', query, form }: ReadRequest,
  snapshot: Snapshot,
  all: readonly KeptObject[],
  partly: string | undefined,
): Read {
  const found = all.find(({ metadata }) => metadata.name === name);
  const details = { name, group: resource.group, kind: resource.name };
  const quoted = `${resource.name}${resource.group === '' ? '' : `.${resource.group}`} "${name}"`;
  if (!found && (partly !== undefined || resource.coverage?.state === 'partial')) {
    const why = resource.coverage?.error ?? partly ?? '';
    throw new NotSeen(504, `${quoted} was not seen in ${past.title}, and not all were: ${why}`, details);
  }
  if (!found) throw new Refusal(404, `${quoted} not found`, details);
  const request = { past, resource, query, form };
  if (form.as === 'Table')
    return { body: toList(request, snapshot, [found], metadataOf(past)), warnings: [] };
  return {
    body:
      form.as === 'PartialObjectMetadata'
        ? toPartial(found, form.version)
        : toApiObject(found, resource, snapshot),
    warnings: [],
  };
}

/** `kubectl describe` and `kubectl events` count ages themselves, which the server cannot help. */
const agesWarning = ({ resource, form }: ReadRequest): string | undefined =>
  resource.kept === 'Event' && form.as === undefined
    ? 'ages that the client counts itself, as in describe, are counted from now'
    : undefined;

/** A snapshot does not change: what it says of all objects is one version. */
const resourceVersionOf = ({ meta }: Past) => meta.resourceVersion ?? String(meta.number);
const metadataOf = (past: Past) => ({ resourceVersion: resourceVersionOf(past) });

function openSelection(query: URLSearchParams, resource: ServedResource): (object: KeptObject) => boolean {
  const byLabels = parseLabelSelector(query.get('labelSelector') ?? '');
  const byFields = parseFieldSelector(query.get('fieldSelector') ?? '', resource);
  return (object) => byLabels(object) && byFields(object);
}

/** A token says how many objects the client has. */
function paginate(all: readonly KeptObject[], query: URLSearchParams, resourceVersion: string) {
  const token = query.get('continue') ?? '';
  const start = token === '' ? 0 : Number(token);
  const limit = Number(query.get('limit') || 0);
  if (!/^\d*$/.test(token) || start > all.length) throw new Refusal(400, 'continue key is not valid');
  if (!Number.isInteger(limit) || limit < 0) throw new Refusal(400, 'limit must be a whole number');
  const end = limit > 0 ? Math.min(all.length, start + limit) : all.length;
  const left = all.length - end;
  const more = left > 0 && { continue: String(end), remainingItemCount: left };
  return { items: all.slice(start, end), metadata: { resourceVersion, ...more } };
}

type Shown = Pick<ReadRequest, 'past' | 'resource' | 'query' | 'form'>;

function toList(request: Shown, snapshot: Snapshot, items: readonly KeptObject[], metadata: object): object {
  const { resource, form } = request;
  if (form.as === 'Table') return toTable(request, snapshot, items, metadata);
  if (form.as === 'PartialObjectMetadata')
    return {
      ...{ kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${form.version}`, metadata },
      items: items.map((item) => toPartial(item, form.version)),
    };
  return {
    ...{ kind: `${resource.kind}List`, apiVersion: groupVersionOf(resource), metadata },
    items: items.map((item) => toApiObject(item, resource, snapshot)),
  };
}

function toTable(
  { past, resource, query, form }: Shown,
  snapshot: Snapshot,
  items: readonly KeptObject[],
  metadata: object,
): object {
  const moment = { at: past.meta.time, minor: minorOf(past.meta) };
  const columns = columnsOf(resource, moment.minor);
  const include = query.get('includeObject') || 'Metadata';
  const carried = (item: KeptObject) => {
    if (include === 'None') return undefined;
    return include === 'Object' ? toApiObject(item, resource, snapshot) : toPartial(item, form.version);
  };
  return {
    ...{ kind: 'Table', apiVersion: `meta.k8s.io/${form.version}`, metadata },
    columnDefinitions: columns.map(toDefinition),
    rows: items.map((item) => toRow(item, resource, columns, moment, carried(item))),
  };
}

/**
 * What a watch begins with: a client that names no version is told of every object. Then nothing ever happens.
 * @throws {Refusal} As for a list. A client that wants a watch instead of a list is told to list first.
 */
export async function readWatch(request: ReadRequest): Promise<{ events: object[]; warnings: string[] }> {
  const { query, past, resource, namespace, name, form } = request;
  if (query.get('sendInitialEvents') !== null)
    throw new Refusal(
      422,
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: list first, then watch',
    );
  const version = query.get('resourceVersion') ?? '';
  const partly = checkSeen(past, resource, namespace);
  const warnings = partly === undefined ? [] : [partly];
  if (version !== '' && version !== '0') return { events: [], warnings };
  const snapshot = await past.snapshot();
  const isWanted = openSelection(query, resource);
  const items = listServed(snapshot, resource, namespace).filter(
    (item) => isWanted(item) && (name === undefined || item.metadata.name === name),
  );
  return {
    events: items.map((item) => ({ type: 'ADDED', object: toEventObject(request, snapshot, item, form) })),
    warnings,
  };
}

function toEventObject(request: ReadRequest, snapshot: Snapshot, item: KeptObject, form: AnswerForm): object {
  if (form.as === 'Table') return toTable(request, snapshot, [item], metadataOf(request.past));
  return form.as === 'PartialObjectMetadata'
    ? toPartial(item, form.version)
    : toApiObject(item, request.resource, snapshot);
}
