/** Fragments of links to rows. */
import type { ObjectRef } from '../model/report.ts';

/**
 * `id` of an object's row: `Pod/shop/web-1`, `Node/lxa150h`; the way `gazette cat` names it too. White space, which no
 * `id` may hold and no name of the API does, becomes an underscore.
 */
export const anchorOf = ({ kind, namespace, name }: ObjectRef): string =>
  [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/').replace(/\s/g, '_');

/** The anchor as the fragment of a URL. */
export const toFragment = (anchor: string): string => `#${encodeURIComponent(anchor).replaceAll('%2F', '/')}`;
