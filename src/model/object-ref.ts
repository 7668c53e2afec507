/**
 * What an object is called: its texts, how they are read, and the order of objects. Of each text the comment says who
 * reads it. Pure.
 */
import type { ObjectRef } from './report.ts';
import { compareText } from './state.ts';

/**
 * `Deployment/shop/web`, `Node//lxa150h`: the same text for the same object, and for no other. Maps, Days and trails
 * are keyed by it.
 */
export const objectKey = ({ kind, namespace = '', name }: ObjectRef): string =>
  `${escapeSlash(kind)}/${escapeSlash(namespace)}/${name}`;

/**
 * `Deployment/shop/web`, `Node/lxa150h`: how commands of Gazette take an object, how anchors of pages and cells of
 * exports name it. A name of the API holds no slash (k8s.io/apimachinery/pkg/api/validation/path `NameMayNotContain`); where
 * an event bears a name with a slash, the path is the key.
 */
export const objectPath = (ref: ObjectRef): string =>
  ref.namespace || ref.name.includes('/') ? objectKey(ref) : `${escapeSlash(ref.kind)}/${ref.name}`;

/** The object of a key or of a path; undefined where the text holds no slash. */
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
 * `Deployment shop/web`, `Node lxa150h`: for readers, the kind first as in kubectl's arguments. Of several objects, the
 * part that they have in common: `Pod shop`, `Pod`.
 */
export const formatObject = (ref: ObjectRef): string =>
  [ref.kind, namespacedName(ref)].filter(Boolean).join(' ');

/**
 * `shop/web`, `lxa150h`: for readers who know the kind already. Source: k8s.io/client-go/tools/cache
 * `MetaNamespaceKeyFunc`.
 */
export const namespacedName = ({ namespace, name }: Omit<ObjectRef, 'kind'>): string =>
  [namespace, name].filter(Boolean).join('/');

/** By kind, namespace and name, each by code units: no locale changes a page. Zero for the same object alone. */
export const compareObjects = (a: ObjectRef, b: ObjectRef): number =>
  compareText(a.kind, b.kind) ||
  compareText(a.namespace ?? '', b.namespace ?? '') ||
  compareText(a.name, b.name);

/** Kind, namespace and name alone. An empty namespace is none. */
export const toObjectRef = ({ kind, namespace, name }: ObjectRef): ObjectRef => ({
  kind,
  ...(namespace && { namespace }),
  name,
});

/** Kinds and namespaces of the API hold neither character, but an event may name whatever its author wrote. */
const escapeSlash = (text: string) =>
  /[%/]/.test(text) ? text.replaceAll('%', '%25').replaceAll('/', '%2F') : text;
const unescapeSlash = (text: string) => text.replaceAll('%2F', '/').replaceAll('%25', '%');
