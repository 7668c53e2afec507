/** Finds values behind a name and a separator: `k=v`, `k: v`, JSON, XML, literals of languages, flags, tables, prose. */
import { isTelling, strengthOf, type KeyStrength } from './redact-keys.ts';
import {
  endOfLine,
  isHarmless,
  isMixed,
  isNameLike,
  isProse,
  readValue,
  skipSpaces,
  type FoundValue,
  type MarkSecret,
} from './redact-values.ts';

const SEPARATOR = /=>|:=|->|→|[=:|\t]|%3[ad]/gi;
/** The characters of names, with those of percent-encoding. */
const NAME_CHAR = /[\p{L}\p{N}_.$@%-]/u;
const NAME_CODES = Uint8Array.from({ length: 0x80 }, (_, code) =>
  Number(NAME_CHAR.test(String.fromCharCode(code))),
);
/** With these, what closes a quoted name ends. */
const CLOSING = new Set('\\"\'`])2;');
const LONGEST_NAME = 100;
const HEADER = /^(?:proxy-)?authorization$/i;
const COOKIE = /(?:^|[-_.])(?:set-)?cookies?$/i;
const SCHEME =
  /(?:basic|bearer|digest|negotiate|ntlm|token|apikey|api-key|key|splunk|hawk|oauth|hoba|mutual|gitlab|github|genie(?:key)?|ssws|vapid|discogs|wsse|anonymous|bot|aws4-hmac-sha256)[ \t=]+(?=\S)/iy;
/** Schemes with a list of parameters. */
const LISTED = /^(?:digest|hawk|oauth|mutual|vapid|wsse|aws4-hmac-sha256)/i;
/** Before a name: the text is about the thing, and does not show it. */
const SPOKEN =
  /\b(?:invalid|incorrect|wrong|bad|missing|expired|unknown|unexpected|illegal|malformed|near|for|no|of|parse|parsing|reading|read|fetch|fetching|with|sync|synced|updat(?:e|ed|ing)|delet(?:e|ed|ing)|revoked|without|tls|existing)[ \t]+["']?$/i;
/** Before `key` and the like: `API key: …`. */
const FIRST_WORD =
  /\b(api|access|secret|private|encryption|license|licence|auth|signing|master|account|session|refresh|root|unseal|recovery|bootstrap|admin|service|subscription|pass|security|webhook|shared|id)[ -]$/i;
const NUMBERED = /\b(key|password|token|secret)[ #]$/i;

interface Assignment {
  /** Where the name begins. */
  at: number;
  name: string;
  separator: string;
  /** The character before the name. */
  lead: string;
  isQuotedName: boolean;
}

export function findAssignments(text: string, mark: MarkSecret): void {
  let done = 0;
  for (const match of text.matchAll(SEPARATOR)) {
    if (match.index < done) continue;
    const found = readName(text, match.index, match[0]);
    const strength = found && strengthOfAssignment(text, found);
    if (!found || (!strength && !HEADER.test(found.name) && !COOKIE.test(found.name))) continue;
    const end = markValue(text, found, strength, match.index + match[0].length, mark);
    if (end > done) done = end;
  }
}

function readName(text: string, separatorAt: number, separator: string): Assignment | undefined {
  let end = separatorAt;
  while (end > 0 && separatorAt - end < 24 && isSpace(text.charCodeAt(end - 1))) end -= 1;
  const closed = CLOSING.has(text[end - 1] ?? '')
    ? (/(?:[\\"'`\])]{1,12}|%22|&quot;|&#34;)$/i.exec(text.slice(Math.max(0, end - 12), end))?.[0] ?? '')
    : '';
  end -= closed.length;
  let at = end;
  while (at > 0 && end - at < LONGEST_NAME && isNameChar(text, at - 1)) {
    // What is encoded before the name ends a query key, as `?` and `&` do. But `%5F` and `%2D` are part of the name.
    if (text[at - 1] === '%' && !/^%(?:5f|2d)/i.test(text.slice(at - 1, at + 2))) {
      const escape = /^[0-9a-f]{2}/i.test(text.slice(at, at + 2)) ? 2 : 0;
      const name = text.slice(at + escape, end);
      return toAssignment(name, end - name.length, '&');
    }
    at -= 1;
  }
  return toAssignment(text.slice(at, end), at, text[at - 1] ?? '');

  function toAssignment(shown: string, from: number, lead: string): Assignment | undefined {
    if (shown === '') return undefined;
    const name = shown.includes('%') ? shown.replaceAll(/%5f/gi, '_').replaceAll(/%2d/gi, '-') : shown;
    return { at: from, name, separator, lead, isQuotedName: /["'`%&]/.test(closed) };
  }
}

const isSpace = (code: number) => code === 0x20 || code === 0x09;

function isNameChar(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 0x80 ? NAME_CODES[code] === 1 : NAME_CHAR.test(text[at]!);
}

/** A name may have several words: `API key`, `Unseal Key 1`. */
function strengthOfAssignment(text: string, found: Assignment): KeyStrength | undefined {
  const { at, name } = found;
  const before = text.slice(Math.max(0, at - 16), at);
  if (/^\d{1,2}$/.test(name) && NUMBERED.test(before)) return 'sure';
  const first = FIRST_WORD.exec(before)?.[1];
  const joined = first === undefined ? undefined : strengthOf(`${first}_${name}`);
  if (joined === 'sure') return 'sure';
  return strengthOf(name) ?? joined;
}

function markValue(
  text: string,
  found: Assignment,
  strength: KeyStrength | undefined,
  start: number,
  mark: MarkSecret,
): number {
  const from = skipSpaces(text, start);
  if (HEADER.test(found.name) || COOKIE.test(found.name)) return markHeader(text, found, from, mark);
  const isColumn = found.separator === '|' || found.separator === '\t';
  const isQuery = found.lead === '?' || found.lead === '&';
  const value = readValue(text, from, isQuery ? '&#' : isColumn ? '|' : '');
  if (!value || value.to <= value.from) return start;
  const shown = text.slice(value.from, value.to);
  if (isHarmless(shown)) return value.to;
  const isTold = isColumn
    ? strength === 'sure' && !isProse(shown) && !strengthOf(shown)
    : isSecretValue(text, found, strength!, value, shown);
  if (isTold) mark(value.from, value.to);
  return isTold ? value.to : start;
}

function isSecretValue(
  text: string,
  { at, name, separator, lead, isQuotedName }: Assignment,
  strength: KeyStrength,
  { from, to, isQuoted }: FoundValue,
  shown: string,
): boolean {
  const isQuery = lead === '?' || lead === '&';
  const isAssigned = separator !== ':';
  if (strength === 'weak') {
    if (isQuery) return !/^\d{1,3}$/.test(shown) && !/^\/?[a-z]+(?:[./-][a-z]+)+\/?/.test(shown);
    if (isTelling(name) && (isAssigned || isQuotedName || isQuoted))
      return (
        !(/^pass(?:word)?$/i.test(name) && /^\d{1,3}$/.test(shown)) &&
        (isQuoted || /\d{4}|\p{L}/u.test(shown))
      );
    return isMixed(shown) && !isNameLike(shown) && shown.length >= 8 && !/[/:].*[a-z]{4}/.test(shown);
  }
  if (/^tokens?$/i.test(name) && /^\d{1,6}$/.test(shown)) return false;
  if (isAssigned) return true;
  // `registry/token:1.2`, `default/web-token: not found`
  if (lead === '/') return text[from - 1] !== ':' && isMixed(shown) && !isNameLike(shown);
  if (isQuotedName) return isQuoted || lead === '&' || !/^[A-Za-z]+[.,:;]?$/.test(shown);
  const isSpoken = SPOKEN.test(text.slice(Math.max(0, at - 24), at));
  const isWord = /^[a-z-]+[.,:;]?$/i.test(shown);
  if (isSpoken && (isWord || isQuoted || (strength === 'single' && isNameLike(shown)))) return false;
  if (isProse(shown)) return false;
  if (strength === 'sure' || isQuoted) return true;
  // One common word and a colon: `secret: web-tls does not exist`.
  if (isNameLike(shown)) return false;
  return isMixed(shown) || shown.length >= 16 || /^\s*(?:$|[\n,;}\])])/.test(text.slice(to, to + 8));
}

/** `Authorization: Scheme value`, `Cookie: a=b; c=d`, `map[Cookie:[a=b; c=d]]`. */
function markHeader(
  text: string,
  { at, name, isQuotedName }: Assignment,
  start: number,
  mark: MarkSecret,
): number {
  const value = readValue(text, start, ']');
  if (!value) return start;
  SCHEME.lastIndex = value.from;
  const scheme = SCHEME.exec(text)?.[0] ?? '';
  const from = value.from + scheme.length;
  if (value.isQuoted) {
    if (!isHarmless(text.slice(from, value.to))) mark(from, value.to);
    return value.to;
  }
  const isList = COOKIE.test(name) || LISTED.test(scheme);
  const rest = readValue(text, from, ']');
  if (!rest) return start;
  const shown = text.slice(rest.from, rest.to);
  if (isList) {
    if (COOKIE.test(name) && !shown.includes('=')) {
      // Erlang's cookie is a word, with which any node may join the cluster.
      const isErlang = /erlang[ _-]?cookie$/i.test(text.slice(Math.max(0, at - 8), at + name.length));
      if (isErlang && !isHarmless(shown) && !isProse(shown)) mark(rest.from, rest.to);
      return isErlang ? rest.to : start;
    }
    const to = endOfHeader(text, from);
    if (!isHarmless(text.slice(from, to))) mark(from, to);
    return to;
  }
  if (isHarmless(shown) || isProse(shown)) return start;
  if (scheme === '' && !isQuotedName && /^[a-z-]+[.,:;]?$/i.test(shown)) return start;
  mark(rest.from, rest.to);
  return rest.to;
}

/** A list of parameters ends with its line, or with the text that quotes it. */
function endOfHeader(text: string, from: number): number {
  const line = text.slice(from, endOfLine(text, from));
  const end = /(?<!=)\\*["'](?=\s|$)(?!\s*,)|\]/.exec(line);
  return from + (end && !/=\\*"/.test(line.slice(0, end.index)) ? end.index : line.length);
}
