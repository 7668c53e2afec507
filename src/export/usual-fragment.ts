import { objectPath } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';

/** Fragment of an object's row, unless its group defines another. */
export const usualFragment = (ref: ObjectRef): string =>
  encodeURIComponent(objectPath(ref)).replaceAll('%2F', '/');

/** A part of an address as it was before encoding; the text itself if it is not encoded. */
export function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
