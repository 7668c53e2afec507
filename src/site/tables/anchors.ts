/** Fragments of links to rows. */
import { objectPath } from '../../model/object-ref.ts';
import type { ObjectRef } from '../../model/report.ts';

/**
 * `id` of an object's row: `Pod/shop/web-1`, `Node/lxa150h`. White space becomes an underscore: an `id` must not
 * contain it, and names of the API do not.
 */
export const anchorOf = (ref: ObjectRef): string => objectPath(ref).replace(/\s/g, '_');

/** The anchor as the fragment of a URL. */
export const toFragment = (anchor: string): string => `#${encodeURIComponent(anchor).replaceAll('%2F', '/')}`;
