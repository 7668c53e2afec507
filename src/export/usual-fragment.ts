import { objectPath } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';

/** Fragment of an object's row, as rows are named unless their group says otherwise. */
export const usualFragment = (ref: ObjectRef): string =>
  encodeURIComponent(objectPath(ref)).replaceAll('%2F', '/');
