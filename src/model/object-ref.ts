/** Names of objects: their texts, their parser, and their order. Each comment says who reads the text. Pure. */
import type { ObjectRef } from './report.ts';
import { compareText } from './state.ts';

/** `Deployment/shop/web`, `Node//lxa150h`: a unique text for each object. Keys of maps, Days and trails. */
export const objectKey = ({ kind, namespace = '', name }: ObjectRef): string =>
  `${escapeSlash(kind)}/${escapeSlash(namespace)}/${name}`;

/**
 * `Deployment/shop/web`, `Node/lxa150h`: arguments of Gazette's commands, anchors of pages, and cells of exports. A
 * name of the API has no slash (k8s.io/apimachinery/pkg/api/validation/path `NameMayNotContain`). If an event has a
 * name with a slash, the path is the key.
 */
export const objectPath = (ref: ObjectRef): string =>
  ref.namespace || ref.name.includes('/') ? objectKey(ref) : `${escapeSlash(ref.kind)}/${ref.name}`;

/** The object of a key or a path; undefined if the text has no slash. */
export function parseObject(text: string): ObjectRef | undefined {
  const [kind = '', ...rest] = text.split('/');
  if (rest.length === 0) return undefined;
  const namespace = rest.length > 1 ? rest.shift() : undefined;
  return toObjectRef({
    kind: unescapeSlash(kind),
    ...(namespace !== undefined && { namespace: unescapeSlash(namespace) }),
    name: rest.join('/'),
  });
}

/**
 * `Deployment shop/web`, `Node lxa150h`: for readers, with the kind first, as in kubectl's arguments. For several
 * objects, their common part: `Pod shop`, `Pod`.
 */
export const formatObject = (ref: ObjectRef): string =>
  [ref.kind, namespacedName(ref)].filter(Boolean).join(' ');

/**
 * `shop/web`, `lxa150h`: for readers who know the kind already. Source: k8s.io/client-go/tools/cache
 * `MetaNamespaceKeyFunc`.
 */
export const namespacedName = ({ namespace, name }: Omit<ObjectRef, 'kind'>): string =>
  [namespace, name].filter(Boolean).join('/');

/** The inverse of {@link namespacedName}. A text without a slash is only a name. */
export function parseNamespacedName(text: string): Omit<ObjectRef, 'kind'> {
  const slash = text.indexOf('/');
  return slash === -1 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** `Deployment · shop`, `Node`: for readers, beside or below the name of the object. */
export const formatBesideName = ({ kind, namespace }: Omit<ObjectRef, 'name'>): string =>
  [kind, namespace].filter(Boolean).join(' · ');

/** By kind, namespace and name, each by code units, so that no locale changes a page. Zero only for the same object. */
export const compareObjects = (a: ObjectRef, b: ObjectRef): number =>
  compareText(a.kind, b.kind) ||
  compareText(a.namespace ?? '', b.namespace ?? '') ||
  compareText(a.name, b.name);

/** Only kind, namespace and name. An empty namespace becomes absent. */
export const toObjectRef = ({ kind, namespace, name }: ObjectRef): ObjectRef => ({
  kind,
  ...(namespace && { namespace }),
  name,
});

/** Kinds and namespaces of the API contain neither character, but an event may name anything. */
const escapeSlash = (text: string) =>
  /[%/]/.test(text) ? text.replaceAll('%', '%25').replaceAll('/', '%2F') : text;
const unescapeSlash = (text: string) => text.replaceAll('%2F', '/').replaceAll('%25', '%');
