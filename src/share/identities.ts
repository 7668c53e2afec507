/**
 * UIDs and digests. Each copy has its own: otherwise two copies could be joined by them. They keep their form, and equal
 * ones stay equal. Pure.
 */
import { createHmac } from 'node:crypto';
import { findEach } from './patterns.ts';
import type { Finder } from './name-places.ts';

const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;
/** A digest of SHA-256, the id of a container, or a UID without its dashes. */
const DIGEST = /(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-z])/g;
/** An argument, of which the collector keeps only a digest. */
const ARGUMENT = /(?<=\[digest:)[0-9a-f]{6,64}(?=\])/g;

const asIdentity = (original: string) => ({ class: 'identity' as const, original: original.toLowerCase() });

export const findIdentities: Finder[] = [
  findEach(UUID, '-', asIdentity),
  // A digest has no sign that all have: its length decides.
  (text) => (text.length < 32 ? [] : findEach(DIGEST, '', asIdentity)(text)),
  findEach(ARGUMENT, '[digest:', asIdentity),
];

/** Another identity of the same form. @param key of the copy */
export function toOtherIdentity(key: string, original: string): string {
  const digits = createHmac('sha256', key).update(original).digest('hex');
  let at = 0;
  const isUuid = original.length === 36 && original.includes('-');
  // The digits at 14 and 19 name the version and the variant of a UUID.
  return original.replaceAll(/[0-9a-f]/g, (digit, place: number) =>
    isUuid && (place === 14 || place === 19) ? digit : digits.charAt(at++),
  );
}
