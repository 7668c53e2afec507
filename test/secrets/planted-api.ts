/**
 * A cluster in which every kept free text holds secrets, served as an API server serves it. The objects are made from
 * the tables of kept fields. So a new field with free text has its secrets by itself.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { LeafTreatment } from '../../src/snapshots/kinds/fields.ts';
import { kindNames, kinds, type KindName } from '../../src/snapshots/kinds/kinds.ts';

export interface PlantedApi {
  url: string;
  /** Places (`Pod.status.message`) that hold secrets. */
  places: ReadonlySet<string>;
  /** What is served from now on. */
  serve(planted: Planted): void;
  close(): Promise<void>;
}

export interface Planted {
  /** When the server says that it is. */
  now: Date;
  /** Each text holds many secrets; each place has an object for each text. */
  texts: readonly string[];
  /** Words of a command line. */
  words: readonly string[];
  /** Values of labels and references of images: no prose, so that only known formats count there. */
  values: readonly string[];
}

export const CUSTOM = 'widgets.example.com';
/** The server refuses this kind, with a message that holds secrets. */
export const REFUSED: KindName = 'CronJob';

/** Fields that make an object readable. */
const PLAIN: Readonly<Record<string, string>> = {
  name: 'app',
  type: 'Ready',
  status: 'False',
  reason: 'Failed',
};
/** The API server itself checks these values: they are numbers with a unit. */
const QUANTITIES = /^(?:requests|limits|capacity|allocatable|allocatedResources|usage|hard|used|overhead)$/;

const OWN: Partial<Record<KindName, object>> = {
  Event: {
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'pod-0' },
    reason: 'Failed',
    type: 'Warning',
    count: 3,
  },
  Pod: { status: { phase: 'Running' } },
};

export async function startPlantedApi(): Promise<PlantedApi> {
  let planted: Planted = { now: new Date(0), texts: [], words: [], values: [] };
  const places = new Set<string>();
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://server');
    const answer = answerTo(pathname, planted, places);
    response.sendDate = false;
    response.writeHead(answer.code, { 'Content-Type': 'application/json', Date: planted.now.toUTCString() });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    places,
    serve: (next) => (planted = next),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const served = kindNames
  .map((name) => ({ name, spec: kinds[name] }))
  .filter(({ spec }) => spec.versions.length > 0 && !spec.versions[0]!.startsWith('metrics'))
  .map(({ name, spec }) => ({
    name,
    plural: spec.resource,
    version: spec.versions[0]!,
    fields: spec.fields,
  }));

function answerTo(pathname: string, planted: Planted, places: Set<string>) {
  const parts = pathname.split('/').filter(Boolean);
  const groups = [
    ...new Set(served.map(({ version }) => version)),
    `${CUSTOM.slice(CUSTOM.indexOf('.') + 1)}/v1`,
  ].filter((version) => version.includes('/'));
  const found = (body: object) => ({ code: 200, body });
  if (pathname === '/version') return found({ gitVersion: 'v1.34.0', platform: 'linux/amd64' });
  if (pathname === '/apis')
    return found({
      groups: groups.map((version) => ({
        name: version.split('/')[0],
        versions: [{ version: version.split('/')[1] }],
      })),
    });
  const depth = parts[0] === 'api' ? 2 : 3;
  const version = parts.slice(1, depth).join('/');
  const plural = parts[depth];
  if (plural === undefined) {
    const own = served
      .filter((one) => one.version === version)
      .map((one) => ({ name: one.plural, namespaced: true }));
    return found({ resources: version === 'example.com/v1' ? [{ name: 'widgets', namespaced: true }] : own });
  }
  const metadata = { resourceVersion: '100' };
  if (plural === 'widgets') return found({ ...toTable(planted, places), metadata });
  const kind = served.find((one) => one.version === version && one.plural === plural);
  if (!kind) return { code: 404, body: { kind: 'Status', message: 'no such resource' } };
  if (kind.name === REFUSED) {
    const [message] = planted.texts;
    return { code: 403, body: { kind: 'Status', message, code: 403 } };
  }
  const items = planted.texts.map((text, index) =>
    toObject(kind.name, kind.fields, index, { ...planted, texts: [text] }, places),
  );
  return found({ kind: `${kind.name}List`, apiVersion: version, metadata, items });
}

const metadataOf = (kind: string, index: number, now: Date) => ({
  name: `${kind.toLowerCase()}-${index}`,
  namespace: 'shop',
  uid: `${kind}-${index}`,
  creationTimestamp: new Date(now.getTime() - 3_600_000).toISOString(),
});

function toObject(kind: KindName, fields: z.ZodObject, index: number, planted: Planted, places: Set<string>) {
  const made = make(fields, kind, '', planted, places) as Record<string, object> | undefined;
  const own = OWN[kind] as Record<string, object> | undefined;
  const times = kind === 'Event' && {
    lastTimestamp: planted.now.toISOString(),
    firstTimestamp: planted.now.toISOString(),
  };
  const merged = Object.fromEntries(
    Object.entries({ ...own, ...made }).map(([name, value]) => [
      name,
      typeof value === 'object' && !Array.isArray(value) ? { ...own?.[name], ...value } : value,
    ]),
  );
  return { ...merged, ...times, metadata: { ...made?.metadata, ...metadataOf(kind, index, planted.now) } };
}

/** Undefined where a table keeps no free text. */
function make(
  schema: z.core.$ZodType,
  path: string,
  name: string,
  planted: Planted,
  places: Set<string>,
): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional)
    return make(schema.unwrap(), path, name, planted, places);
  const treatment = (z.globalRegistry.get(schema) ?? {}) as LeafTreatment;
  if (schema instanceof z.ZodObject) {
    const entries = Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(
      ([field, inner]) => {
        const value = make(inner, `${path}.${field}`, field, planted, places);
        return value === undefined ? [] : [[field, value] as const];
      },
    );
    if (entries.length === 0) return undefined;
    const plain = Object.entries(PLAIN).filter(([field]) => schema.shape[field] instanceof z.ZodOptional);
    return { ...Object.fromEntries(plain), ...Object.fromEntries(entries) };
  }
  if (schema instanceof z.ZodArray) {
    const isLine = name === 'args' || name === 'command';
    if (isLine) {
      places.add(path);
      return name === 'args' ? [...planted.words] : ['run'];
    }
    const item = make(schema.element, path, name, planted, places);
    return item === undefined ? undefined : [item];
  }
  if (!treatment.redact || QUANTITIES.test(name)) return undefined;
  places.add(path);
  const [text = ''] = planted.texts;
  if (schema instanceof z.ZodRecord) {
    if (treatment.keys) return Object.fromEntries(treatment.keys.map((key) => [key, text]));
    return Object.fromEntries(planted.values.map((value, index) => [`example.com/l${index}`, value]));
  }
  if (treatment.mayLookRandom) return `${planted.values[0]}/app:1`;
  return treatment.withoutQuery ? `/${text}` : text;
}

/** A custom resource, in the columns that its definition prints. */
function toTable(planted: Planted, places: Set<string>) {
  const types = ['cells', 'conditions', 'health.value', 'health.message', 'columns'];
  for (const place of types) places.add(`TableRow.${place}`);
  const columnDefinitions = ['Name', 'State', `Note ${planted.values[0]}`].map((name) => ({
    name,
    type: 'string',
    priority: 0,
  }));
  const rows = planted.texts.map((text, index) => {
    const metadata = metadataOf('widget', index, planted.now);
    const conditions = [{ type: 'Ready', status: 'False', reason: 'Failed', message: text }];
    const status = { conditions, phase: text, message: text };
    return { cells: [metadata.name, text, text], object: { metadata, status } };
  });
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', columnDefinitions, rows };
}
