/** Answers a request to the API of one snapshot. */
import { discover, discoverAll } from './discovery.ts';
import { chooseForm, type AnswerForm } from './form.ts';
import { describeFields } from './openapi.ts';
import type { Past } from './past.ts';
import { readPast, readWatch, type ReadRequest } from './read.ts';
import { groupVersionOf, type ServedResource } from './resources.ts';
import { changesNothing, notKept, review } from './reviews.ts';
import { noSuchPath, Refusal } from './status.ts';

export interface ApiRequest {
  method: string;
  /** Split at its slashes: `['api', 'v1', 'pods']`. */
  path: readonly string[];
  query: URLSearchParams;
  accept: string | undefined;
  /** The body, read only if the path takes one. */
  readBody: () => Promise<Buffer>;
}

/** One of a document, a text, and the events with which a stream begins. */
export interface ApiAnswer {
  code: number;
  document?: object;
  text?: string;
  events?: object[];
  /** Absent: JSON, or plain text. */
  contentType?: string;
  /** What to say beside the snapshot's title. */
  warnings: string[];
}

/** @throws {Refusal} The API cannot answer that. */
export async function answer(past: Past, request: ApiRequest): Promise<ApiAnswer> {
  const { method, path, query } = request;
  const form = chooseForm(request.accept);
  if (!form) throw path[0] === 'openapi' ? noSuchPath() : new Refusal(406, 'only JSON is served');
  if (method === 'POST') return answerReview(past, request);
  if (method !== 'GET') throw changesNothing(past);
  const [root = '', ...rest] = path;
  if (root === 'version') return documentOf(versionOf(past));
  if (['readyz', 'livez', 'healthz'].includes(root)) return health(past);
  if (root === 'openapi') return documentOf(describeFields(await past.resources(), rest));
  if (root !== 'api' && root !== 'apis') throw noSuchPath();
  const depth = root === 'api' ? 1 : 2;
  const resources = await past.resources();
  if (rest.length <= depth) return discovery(resources, path, form);
  return answerRead(
    past,
    resources,
    { groupVersion: rest.slice(0, depth).join('/'), rest: rest.slice(depth) },
    {
      query,
      form,
    },
  );
}

const documentOf = (document: object): ApiAnswer => ({ code: 200, document, warnings: [] });

function discovery(
  resources: readonly ServedResource[],
  path: readonly string[],
  form: AnswerForm,
): ApiAnswer {
  const [root = ''] = path;
  if (form.as !== 'APIGroupDiscoveryList' || path.length > 1) return documentOf(discover(resources, path));
  return {
    ...documentOf(discoverAll(resources, root, form.version)),
    contentType: `application/json;g=apidiscovery.k8s.io;v=${form.version};as=APIGroupDiscoveryList`,
  };
}

async function answerReview(past: Past, { path, readBody }: ApiRequest): Promise<ApiAnswer> {
  const [root, group, version, resource, ...more] = path;
  if (root !== 'apis' || resource === undefined || more.length > 0) throw refusalOf(past, path);
  const body = await readBody();
  const made = review(past, await past.resources(), `${group}/${version}`, resource, body);
  return { ...documentOf(made), code: 201 };
}

/** `pods/web/exec` is refused by what it is, everything else as a change. */
function refusalOf(past: Past, path: readonly string[]): Refusal {
  const subresource = path.find(
    (step, index) => index > 3 && ['exec', 'attach', 'portforward'].includes(step),
  );
  return subresource === undefined ? changesNothing(past) : notKept(past, subresource);
}

interface Place {
  groupVersion: string;
  /** Below the version: `namespaces/shop/pods/web`. */
  rest: readonly string[];
}

async function answerRead(
  past: Past,
  resources: readonly ServedResource[],
  { groupVersion, rest }: Place,
  asked: Pick<ReadRequest, 'query' | 'form'>,
): Promise<ApiAnswer> {
  const isBelow = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = isBelow ? rest[1] : undefined;
  const [plural, name, subresource] = isBelow ? rest.slice(2) : rest;
  const resource = resources.find(
    (one) => one.name === plural && groupVersionOf(one) === groupVersion && (one.namespaced || !isBelow),
  );
  if (!resource) throw noSuchPath();
  if (subresource !== undefined) throw notKept(past, subresource);
  const request = { past, resource, namespace, name, ...asked };
  const { query, form } = asked;
  if (form.as === 'APIGroupDiscoveryList') throw new Refusal(406, 'that form is for discovery');
  if (!['', '0', 'false'].includes(query.get('watch') ?? ''))
    return { code: 200, ...(await readWatch(request)) };
  const { body, warnings } = await readPast(request);
  return { ...documentOf(body), warnings };
}

function versionOf({ meta }: Past): object {
  const { version = 'v0.0.0', platform = '' } = meta.server;
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return {
    ...{ major, minor, gitVersion: version, gitCommit: '', gitTreeState: '', buildDate: '' },
    ...{ goVersion: '', compiler: '', platform },
  };
}

/** As the server itself said then. */
function health(past: Past): ApiAnswer {
  const { ready, notReady = [] } = past.meta.server;
  if (ready === undefined) throw new Refusal(504, `whether it was ready was not seen for ${past.title}`);
  if (ready) return { code: 200, text: 'ok', warnings: [] };
  return { code: 500, text: `${notReady.map((check) => `[-]${check} failed`).join('\n')}\n`, warnings: [] };
}
