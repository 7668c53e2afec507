/**
 * UIDs, digests, and what controllers add to names at random. Each copy has its own: otherwise two copies could be joined by them. They keep their form, and equal
 * ones stay equal. Pure.
 */
import { createHmac } from 'node:crypto';
import { findEach } from './patterns.ts';
import type { Finder, NameAt } from './name-places.ts';

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

/** Source: k8s.io/apimachinery/pkg/util/rand `alphanums`. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
/** The hash of a template has at most ten digits, each as a character (`rand.SafeEncodeString` of a 32-bit number). */
const HASH = `[${SAFE}]{5,10}`;
/** `metadata.generateName` adds five characters (`names.SimpleNameGenerator`). */
const SUFFIX = `[${SAFE}]{5}`;
/** Words of five such characters */
const NO_ENDING = new Set(['https', 'http2', 'grpcs', 'mqtts']);
const ENDS = String.raw`(?![\p{L}\p{N}]|-[\p{L}\p{N}])`;
/** `web-6d4b75cb6d-x7k2p`, `backup-29384050-x7k2p`: a name that says by itself what was added. */
const OF_POD = new RegExp(String.raw`-(?:(${HASH.replace('5,', '8,')})|\d{7,10})-(${SUFFIX})${ENDS}`, 'gu');
const LAST_WORDS = new RegExp(String.raw`-(${HASH})(?:-(${SUFFIX}))?${ENDS}`, 'gu');
const LONGEST_NAME = 253;
const WHOLE_HASH = new RegExp(String.raw`(?<![\p{L}\p{N}.-])${HASH}${ENDS}`, 'gu');

/**
 * Hashes of templates, and random endings of names: two copies of one cluster could be joined by them. Every copy
 * replaces them, and a name keeps its form.
 * @param isObject whether an object has the name to which something was added: a DaemonSet, a Job, a Service
 * @param isChosen whether somebody chose a name as it is: `web-https`
 * @param hashes of templates, as labels tell them
 */
export const findEndings = (
  isObject: (name: string) => boolean,
  isChosen: (name: string) => boolean,
  hashes: ReadonlySet<string>,
): Finder[] => {
  const ending = (text: string, from: number): NameAt => ({
    ...{ class: 'identity', original: `-${text}`, from, to: from + text.length },
    // Its hyphen says what it is, and is no part of it.
    write: (pseudonym: string) => pseudonym.slice(1),
  });
  return [
    findEach(OF_POD, '-', (match, hash, suffix = '') => [
      ...(hash === undefined ? [] : [ending(hash, 1)]),
      ending(suffix, match.length - suffix.length),
    ]),
    (text) =>
      Array.from(text.matchAll(LAST_WORDS)).flatMap(({ 0: match, 1: first = '', 2: second, index }) => {
        if (NO_ENDING.has(first)) return [];
        const names = namesBefore(text, index).filter((name) => isObject(name) && !isChosen(name + match));
        if (names.length === 0) return [];
        const rest = index + first.length + 2;
        return [ending(first, index + 1), ...(second === undefined ? [] : [ending(second, rest)])];
      }),
    (text) =>
      Array.from(text.matchAll(WHOLE_HASH))
        .filter(([hash]) => hashes.has(hash))
        .map(({ 0: hash, index }) => ending(hash, index)),
  ];
};

/** The name that ends at a place, and without what stands before its last point: `Deployment.web`. */
function namesBefore(text: string, end: number): string[] {
  let from = end;
  while (from > 0 && end - from < LONGEST_NAME && /[a-zA-Z0-9.-]/.test(text[from - 1]!)) from -= 1;
  const whole = text.slice(from, end);
  return [whole, whole.slice(whole.lastIndexOf('.') + 1)];
}

/** Another identity of the same form. @param key of the copy */
export function toOtherIdentity(key: string, original: string): string {
  if (original.startsWith('-')) return toOtherEnding(key, original);
  const digits = createHmac('sha256', key).update(original).digest('hex');
  let at = 0;
  const isUuid = original.length === 36 && original.includes('-');
  // The digits at 14 and 19 name the version and the variant of a UUID.
  return original.replaceAll(/[0-9a-f]/g, (digit, place: number) =>
    isUuid && (place === 14 || place === 19) ? digit : digits.charAt(at++),
  );
}

/** As many characters of the same alphabet. */
function toOtherEnding(key: string, original: string): string {
  const bytes = createHmac('sha256', key).update(original).digest();
  return `-${Array.from(original.slice(1), (_, at) => SAFE.charAt(bytes.readUInt16BE(2 * at) % SAFE.length)).join('')}`;
}
