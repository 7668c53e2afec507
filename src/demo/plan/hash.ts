/** Values that look random: the same text gives the same value on every machine and in every run. */
import { memoize } from './memoize.ts';

// FNV-1a, then the finaliser of MurmurHash3: texts that differ in one letter get very different values.
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** A whole number from `least` to `most`, both included. */
export const between = (key: string, least: number, most: number): number =>
  least + (hash(key) % (most - least + 1));

const hex = (key: string) => hash(key).toString(16).padStart(8, '0');

/** A UUID in the form of version 4. */
export const uuid = memoize((key: string): string => {
  const digits = hex(`${key}#1`) + hex(`${key}#2`) + hex(`${key}#3`) + hex(`${key}#4`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
});

/** Looks like a SHA-256 digest. */
export const sha256Like = memoize((key: string): string =>
  Array.from({ length: 8 }, (_, index) => hex(`${key}#${index}`)).join(''),
);

// Source: k8s.io/apimachinery/pkg/util/rand, whose alphabet cannot form words.
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** A suffix like the API server's for `generateName`. */
export const suffix = (key: string, length = 5): string =>
  Array.from({ length }, (_, index) => ALPHABET[hash(`${key}#${index}`) % ALPHABET.length]).join('');
