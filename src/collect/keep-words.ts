/**
 * Keeps of arguments only what is plainly no secret: names of options, numbers, durations, paths and the like. Every
 * other value becomes a keyed digest. Equal values stay equal, and a comparison can say that a value changed.
 */
import { createHmac } from 'node:crypto';
import { isRandom } from './redact-tokens.ts';

/** Digest of a value, such as `[digest:1f2e3d4c5b]`. */
export type DigestOf = (value: string) => string;

/** @param key a secret of the store: without it, nobody can try out values */
export function openDigest(key: Uint8Array): DigestOf {
  const known = new Map<string, string>();
  return (value) => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const digest = `[digest:${createHmac('sha256', key).update(value).digest('hex').slice(0, 10)}]`;
    if (known.size >= 1000) known.clear();
    if (value.length < 1000) known.set(value, digest);
    return digest;
  };
}

const REPLACED = /^\[(?:redacted|digest:[0-9a-f]{10})\]$/;
/** `--log-level`, `-v`, `-listen-address`. But `-pPassword` is an option with its value. */
const OPTION = /^(?:--[A-Za-z][\w.-]{0,60}|-[A-Za-z]|-[a-z]{2,20}(?:-[a-z]{2,20}){1,5})$/;
/** `--name=value`, `-name=value`, `NAME=value` */
const ASSIGNED = /^(-{0,2}[A-Za-z][\w.-]{0,60})=(.*)$/s;
const PLAIN: readonly RegExp[] = [
  /^[+-]?\d{1,7}(?:\.\d{1,4})?%?$/,
  /^(?:true|false|yes|no|on|off|null|none|auto|all|default|disabled?|enabled?)$/i,
  /^(?:\d{1,6}(?:\.\d{1,3})?(?:ns|us|µs|ms|s|m|h|d))+$/,
  /^\d{1,9}(?:\.\d{1,3})?(?:[KMGTP]i?B?|[kmgt]b?)$/,
  /^(?:trace|debug|info|warn|warning|error|fatal|panic|json|text|logfmt|console|plain|yaml)$/i,
  /^(?:(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:]*\]|localhost)?:\d{1,5}$/,
  /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/,
  /^\$\([\w.-]{1,80}\)$/,
  /^-X(?:mx|ms|ss|mn)\d{1,6}[kmg]?$/i,
  /^-XX:[+-]?[A-Za-z0-9]{1,60}(?:=\d{1,9}[kmg]?)?$/,
  /^(?:--?|&&|\|\||;)$/,
];
/** Verbs of programs. Other words could be anything. */
const VERBS = new Set(
  'run start serve server worker web agent controller operator manager proxy gateway scheduler migrate exec sh bash node python python3 java npm yarn standalone sidecar init controller-manager'.split(
    ' ',
  ),
);
const PATH = /^\.{0,2}\/[\w./@+-]{0,200}$/;

/** Words that were judged: replicas repeat theirs. */
const judged = new Map<string, boolean>();

function isPlainWord(value: string): boolean {
  const found = judged.get(value);
  if (found !== undefined) return found;
  const isPlain =
    value === '' ||
    REPLACED.test(value) ||
    VERBS.has(value) ||
    PLAIN.some((form) => form.test(value)) ||
    (PATH.test(value) && !value.split('/').some(isRandom));
  if (judged.size >= 1000) judged.clear();
  if (value.length < 1000) judged.set(value, isPlain);
  return isPlain;
}

/** @param isName whether a word is a name that the object carries anyway */
export function keepWords(
  words: readonly string[],
  digestOf: DigestOf,
  isName: (word: string) => boolean,
): string[] {
  const isPlain = (value: string) => isPlainWord(value) || isName(value);
  return words.map((word) => {
    if (isPlainWord(word) || (OPTION.test(word) && !isRandom(word)) || isName(word)) return word;
    const assigned = ASSIGNED.exec(word);
    if (!assigned || isRandom(assigned[1]!)) return digestOf(word);
    return `${assigned[1]}=${isPlain(assigned[2]!) ? assigned[2] : digestOf(assigned[2]!)}`;
  });
}
