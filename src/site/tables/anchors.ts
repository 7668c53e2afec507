/** Fragments of links to rows. */
import { objectPath } from '../../model/object-ref.ts';
import type { ObjectRef } from '../../model/report.ts';

/**
 * `id` of an object's row: `Pod/shop/web-1`, `Node/lxa150h`. White space, which no `id` may hold and no name of the API
 * does, becomes an underscore.
 */
export const anchorOf = (ref: ObjectRef): string => objectPath(ref).replace(/\s/g, '_');

/** The anchor as the fragment of a URL. */
export const toFragment = (anchor: string): string => `#${encodeURIComponent(anchor).replaceAll('%2F', '/')}`;
