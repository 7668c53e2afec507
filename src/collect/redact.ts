/**
 * Takes secrets out of free text (messages, images, labels). The list of kept fields is the first protection; this is
 * only the second. Finders mark places, each by another sign: names (`redact-keys.ts`), addresses, command lines,
 * vendors' formats, and words that look random. What they cannot tell from an ordinary word stays.
 *
 * The rules are Gazette's own. secretlint 13 recognises 29 of the 451 formats of `test/secrets/secret-formats.ts`. It
 * works only asynchronously, and takes 0.4 ms for a message.
 */
import { findAssignments } from './redact-assignments.ts';
import { findCommands } from './redact-commands.ts';
import { foldText, type FoldedText } from './redact-fold.ts';
import { findMarkup, findProse } from './redact-markup.ts';
import { strengthOf } from './redact-keys.ts';
import { findTokens } from './redact-tokens.ts';
import { findAddresses } from './redact-urls.ts';
import { matchesOf } from './redact-values.ts';

const REDACTED = '[redacted]';
/**
 * No text is kept beyond this length. Conditions may have as long a message (k8s.io/apimachinery/pkg/apis/meta/v1,
 * Condition.message); other texts have no limit but that of etcd, 1.5 MB.
 */
export const LONGEST_TEXT = 32_768;
/** Stands where a text or a list of words was cut. */
const CUT = '[cut]';
/** A secret is not known by its half: what stands before the cut goes, too, up to a space. */
const CUT_WORD = 1000;
/** No command line has more words. */
const MOST_WORDS = 2000;
/** What one round reveals is found by the next. A text that needs more rounds is hostile. */
const ROUNDS = 6;

export interface Redacted {
  text: string;
  /** How many secrets were taken out. */
  count: number;
}

export interface RedactOptions {
  /** False for values that are no prose, such as labels and images: they may look random. */
  strange?: boolean;
  /** Whether a word is a name of the cluster's own objects: such a word stays. */
  isName?: (word: string) => boolean;
}

type Span = readonly [from: number, to: number];

/** Texts without a secret, and their forms: a cluster repeats its images, labels and messages. */
const cleanProse = new Set<string>();
const cleanValues = new Set<string>();
/** Longer texts are rarely repeated. */
const LONGEST_REMEMBERED = 500;

function remember(clean: Set<string>, text: string): void {
  if (clean.size >= 10_000) clean.clear();
  clean.add(text);
}

/**
 * Addresses, ports and counts. No rule tells one such number from another of as many digits. Where a rule asks for a
 * certain number, that number has one digit, or another sign beside it: `sha256`, `%22`.
 */
const NUMBER = /(?<=[ (/.:[-])\d{2,9}(?=[ )\]/.:,]|$)/g;
const ZEROS = '000000000';

/** Messages of probes differ only in their numbers: a cluster has thousands of few forms. */
const formOf = (text: string) => text.replace(NUMBER, ({ length }) => ZEROS.slice(0, length));

/** The text without its secrets, and their number; a text that is too long is cut. Twice changes nothing. */
export function redact(text: string, options: RedactOptions = {}): Redacted {
  if (text.length <= LONGEST_TEXT) return redactWhole(text, options);
  const head = text.slice(0, LONGEST_TEXT - CUT.length - 1);
  const space = /\s\S*$/.exec(head.slice(-CUT_WORD))?.index ?? 0;
  const { text: kept, count } = redactWhole(head.slice(0, head.length - CUT_WORD + space), options);
  return { text: `${kept} ${CUT}`, count };
}

/** Redacts a text of any length. */
export function redactWhole(
  text: string,
  { strange = true, isName = () => false }: RedactOptions = {},
): Redacted {
  if (text.length < 4) return { text, count: 0 };
  const clean = strange ? cleanProse : cleanValues;
  if (clean.has(text)) return { text, count: 0 };
  const form = text.length < LONGEST_REMEMBERED ? formOf(text) : undefined;
  if (form !== undefined && clean.has(form)) {
    remember(clean, text);
    return { text, count: 0 };
  }
  // Another number in a name makes another name.
  let hasName = false;
  const noteName = (word: string) => {
    const found = isName(word);
    hasName ||= found;
    return found;
  };
  let result = text;
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const spans = findSecrets(result, { strange, isName: noteName });
    if (spans.length === 0) {
      if (count === 0 && form !== undefined) remember(clean, hasName ? text : form);
      return { text: result, count };
    }
    result = cutOut(result, spans);
    count += spans.length;
  }
  return { text: REDACTED, count: count + 1 };
}

function findSecrets(original: string, options: Required<RedactOptions>): Span[] {
  const spans = findIn(foldText(original), options);
  if (!/\\["nt]/.test(original)) return spans;
  // JSON within a text: its lines and quotes are known as such, too.
  return joinSpans([...spans, ...findIn(foldText(original, true), options)]);
}

function findIn({ text, toOriginal }: FoldedText, options: Required<RedactOptions>): Span[] {
  const spans: Span[] = [];
  const mark = (from: number, to: number) => {
    // Nothing is left to hide where only the mark stands.
    if (!/[\p{L}\p{N}]/u.test(text.slice(from, to).replaceAll(REDACTED, ''))) return;
    spans.push([from, to]);
  };
  findKeyBlocks(text, mark);
  findAssignments(text, mark);
  findMarkup(text, mark);
  findProse(text, mark);
  findAddresses(text, mark);
  findCommands(text, mark);
  findBearers(text, mark);
  findTokens(text, options, mark);
  return joinSpans(spans).map(([from, to]) => [toOriginal(from), to > from ? toOriginal(to - 1) + 1 : to]);
}

const KEY_BLOCK = /-{4,5} ?BEGIN [A-Z0-9 ]{1,40}-{4,5}/g;

/** PEM, even if its end was cut off. */
function findKeyBlocks(text: string, mark: (from: number, to: number) => void): void {
  for (const { 0: head, index } of matchesOf(text, KEY_BLOCK)) {
    const from = index + head.length;
    if (text.startsWith(REDACTED, from)) continue;
    const end = text.indexOf('-END ', from);
    const tail = end === -1 ? -1 : text.indexOf('-----', end + 5);
    mark(from, tail === -1 ? text.length : tail + 5);
    if (tail === -1) return;
  }
}

const BEARER =
  /\b(?:bearer|basic|geniekey)\s{1,4}(?![a-z_]{1,20}=)(?=[\w+/.~=-]{0,400}\d|[\w+/.~=-]{20})[\w+/.~=-]{8,}/gi;

function findBearers(text: string, mark: (from: number, to: number) => void): void {
  for (const { 0: found, index } of matchesOf(text, BEARER))
    mark(index + /^\w+\s+/.exec(found)![0].length, index + found.length);
}

/** In order, and those that touch as one. */
function joinSpans(spans: Span[]): Span[] {
  const joined: [number, number][] = [];
  for (const [from, to] of spans.sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

function cutOut(text: string, spans: readonly Span[]): string {
  let result = '';
  let done = 0;
  for (const [from, to] of spans) {
    result += text.slice(done, from) + REDACTED;
    done = to;
  }
  return result + text.slice(done);
}

const OPTION = /^--?([\w.-]+)$/;
const USER_OPTION = /^(?:-u|--user)$/;

/** How many characters of the words before a rule may look at. */
const CONTEXT = 300;

/** Results by command line: a cluster's replicas repeat theirs. */
const knownLines = new Map<string, { words: string[]; count: number }>();

/**
 * Redacts a list of words (command, args), where an option and its value can be neighbours.
 * @param before the words before them on the command line
 */
export function redactWords(
  words: readonly string[],
  before: readonly string[] = [],
): { words: string[]; count: number } {
  const key = [...before, '', ...words].join('\0');
  const known = knownLines.get(key) ?? redactLine(words, before);
  if (knownLines.size >= 1000) knownLines.clear();
  if (key.length < 2000) knownLines.set(key, known);
  return { ...known, words: [...known.words] };
}

function redactLine(words: readonly string[], before: readonly string[]): { words: string[]; count: number } {
  let count = 0;
  let previous = before.at(-1) ?? '';
  let line = before.join(' ').slice(-CONTEXT);
  const result = words.slice(0, MOST_WORDS).map((word) => {
    const redacted = redactWord(word, previous, line);
    count += redacted.count;
    previous = redacted.text;
    line = `${line} ${previous}`.slice(-CONTEXT);
    return previous;
  });
  if (words.length > MOST_WORDS) result.push(CUT);
  return { words: result, count };
}

function redactWord(word: string, previous: string, line: string): Redacted {
  const strength = strengthOf(OPTION.exec(previous)?.[1] ?? '');
  if ((strength === 'sure' || strength === 'single') && !word.startsWith('-') && word !== REDACTED)
    return { text: REDACTED, count: 1 };
  if (USER_OPTION.test(previous) && isUserAndPassword(word))
    return { text: `${word.slice(0, word.indexOf(':'))}:${REDACTED}`, count: 1 };
  const spans: Span[] = [];
  findCommands(`${line} ${word}`, (from, to) => spans.push([from - line.length - 1, to]));
  // Of several commands on the line, that which takes the most of the word.
  const [at] = spans.flatMap(([from]) => (from >= 0 ? [from] : [])).sort((a, b) => a - b);
  // The rest of the word is the value, with its spaces. But a word can also be a whole script.
  if (at !== undefined && (at === 0 || word.startsWith('-')) && word.slice(at) !== REDACTED)
    return { text: word.slice(0, at) + REDACTED, count: 1 };
  return redact(word);
}

/** But not user and group: `1000:1000`. */
const isUserAndPassword = (word: string) =>
  word.includes(':') && !word.endsWith(`:${REDACTED}`) && !/^\d+:\d+$/.test(word);
