/** Finds values behind a name and a separator: `k=v`, `k: v`, JSON, XML, literals of languages, flags, tables, prose. */
import { isReference, isTelling, strengthOf, type KeyStrength } from './redact-keys.ts';
import {
  endOfLine,
  isHarmless,
  isMixed,
  isNameLike,
  isProse,
  isSource,
  readValue,
  skipSpaces,
  type FoundValue,
  type MarkSecret,
} from './redact-values.ts';

const SEPARATOR = /=>|:=|->|→|[=:|\t]|%3[ad]/gi;
/** The characters of names, with those of percent-encoding. */
const NAME_CHAR = /[\p{L}\p{M}\p{N}_.$@%-]/u;
const NAME_CODES = Uint8Array.from({ length: 0x80 }, (_, code) =>
  Number(NAME_CHAR.test(String.fromCharCode(code))),
);
/** With these, what closes a quoted name ends. */
const CLOSING = new Set('\\"\'`])2;');
const LONGEST_NAME = 100;
const HEADER = /^(?:proxy-)?authorization$/i;
const COOKIE = /(?:^|[-_.])(?:set-)?cookies?$/i;
const SCHEME =
  /(?:basic|bearer|digest|negotiate|ntlm|token|apikey|api-key|key|splunk|hawk|oauth|hoba|mutual|gitlab|github|genie(?:key)?|ssws|vapid|discogs|wsse|anonymous|bot|aws4-hmac-sha256|(?:[a-z0-9]{1,20}-){1,4}(?:key|token|auth))(?:[ \t=+]|\\ |%20)+(?=\S)/iy;
/** Schemes with a list of parameters. */
const LISTED = /^(?:digest|hawk|oauth|mutual|vapid|wsse|aws4-hmac-sha256)/i;
/** Before a name: the text is about the thing, and does not show it. */
const SPOKEN =
  /\b(?:invalid|incorrect|wrong|bad|missing|expired|unknown|unexpected|illegal|malformed|near|for|no|of|parse|parsing|reading|read|fetch|fetching|with|sync|synced|updat(?:e|ed|ing)|delet(?:e|ed|ing)|revoked|without|tls|existing)[ \t]+["']?$/i;
/** `bad password: x`: the password stands alone behind it. */
const REFUSED = /\b(?:bad|wrong|incorrect|invalid)[ \t]+$/i;
/** Before `secret`: a name follows. */
const HANDLED =
  /\b(?:mount|creat|us|load|watch|copy|apply|fetch|found|list|get|stor|replicat)(?:e|ed|ing|es|y)?[ \t]+$/i;
/** `password: &anchor x`, `password: !!str x` */
const TAGGED = /(?:[&!][\w!./-]{0,40}[ \t]+)+(?=\S)/y;
/** References of CloudFormation and GitLab; what Terraform and others say instead of a value */
const REFERENCE =
  /!(?:Ref|GetAtt|ImportValue|Sub|reference)\b|\((?:sensitive|known after|hidden|redacted|masked|not |unset|none|null|see )/iy;
/** `"old" -> "new"` */
const CHANGED = /\\*["']\s{0,2}(?:->|=>|→)\s{0,2}(?=\\*["'])/y;
/** The name of a secret of AWS */
const ARN = /\barn:[\w-]{1,20}:secretsmanager:[\w-]{0,20}:\d{0,12}:$/;
/** Before `key` and the like: `API key: …`. */
const FIRST_WORD =
  /\b(api|access|secret|private|encryption|license|licence|auth|signing|master|account|session|refresh|root|unseal|recovery|bootstrap|admin|service|subscription|pass|security|webhook|shared|id)[ -]$/i;
const NUMBERED = /\b(key|password|token|secret)[ #]$/i;

/** Characters of values that any text may have read twice */
const LONGEST_READ = 10_000;

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
  let read = 0;
  for (const match of text.matchAll(SEPARATOR)) {
    if (match.index < done) continue;
    // Where values are read again and again, nobody wrote a message: what follows is not kept.
    if (read > 4 * text.length + LONGEST_READ) {
      mark(match.index, text.length);
      return;
    }
    const found = readName(text, match.index, match[0]);
    const strength = found && strengthOfAssignment(text, found);
    if (!found || (!strength && !HEADER.test(found.name) && !COOKIE.test(found.name))) continue;
    const start = match.index + match[0].length;
    const { done: end, read: readTo } = markValue(text, found, strength, start, mark);
    if (end > done) done = end;
    read += readTo - start;
  }
}

function readName(text: string, separatorAt: number, separator: string): Assignment | undefined {
  let end = separatorAt;
  while (end > 0 && separatorAt - end < 24 && isSpace(text.charCodeAt(end - 1))) end -= 1;
  const closed = CLOSING.has(text[end - 1] ?? '')
    ? (/(?:[\\"'`\])]{1,12}|%22|&quot;|&#34;)$/i.exec(text.slice(Math.max(0, end - 12), end))?.[0] ?? '')
    : '';
  end -= closed.length;
  while (closed !== '' && end > 0 && separatorAt - end < 24 && isSpace(text.charCodeAt(end - 1))) end -= 1;
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

/** From where the search goes on, and up to where a value was read. */
interface ReadAssignment {
  done: number;
  read: number;
}

function markValue(
  text: string,
  found: Assignment,
  strength: KeyStrength | undefined,
  start: number,
  mark: MarkSecret,
): ReadAssignment {
  const from = skipSpaces(text, start);
  if (HEADER.test(found.name) || COOKIE.test(found.name)) {
    const done = markHeader(text, found, from, mark);
    return { done, read: done };
  }
  const isColumn = found.separator === '|' || found.separator === '\t';
  const isQuery = found.lead === '?' || found.lead === '&';
  // YAML's tags and anchors stand before the value, and are no part of it.
  TAGGED.lastIndex = from;
  const tag = found.separator === ':' ? (TAGGED.exec(text)?.[0].length ?? 0) : 0;
  REFERENCE.lastIndex = from;
  const nothing = { done: start, read: start };
  if (REFERENCE.test(text)) return nothing;
  const value = readValue(text, from + tag, isQuery ? '&#' : isColumn ? '|' : '');
  if (!value || value.to <= value.from) return nothing;
  const shown = text.slice(value.from, value.to);
  if (isHarmless(shown)) return { done: value.to, read: value.to };
  const isTold = isColumn
    ? strength === 'sure' && !isProse(shown) && !strengthOf(shown)
    : isSecretValue(text, found, strength!, value, shown);
  if (!isTold) return { done: start, read: value.to };
  mark(value.from, value.to);
  CHANGED.lastIndex = value.to;
  const next = value.isQuoted && CHANGED.test(text) ? readValue(text, CHANGED.lastIndex) : undefined;
  if (next && !isHarmless(text.slice(next.from, next.to))) mark(next.from, next.to);
  const done = next?.to ?? value.to;
  return { done, read: done };
}

/** What follows a value: nothing, or the end of its entry. */
const ENDS_ENTRY = /^\s*(?:$|[\n,;}])/;
const ENDS_ITEM = /^\s*(?:$|[\n,;}\])])/;
const ENDS_LINE = /^["'`)\]]*\s*(?:$|\n)/;
/** What follows a value, as far as it decides. */
const after = (text: string, { to }: FoundValue) => text.slice(to, to + 8);

/** Whether the value of an assignment is a secret: the name says how sure that is. */
function isSecretValue(
  text: string,
  found: Assignment,
  strength: KeyStrength,
  value: FoundValue,
  shown: string,
): boolean {
  if (strength === 'weak') return isWeaklyNamedSecret(text, found, value, shown);
  const { name, separator } = found;
  if (/^tokens?$/i.test(name) && /^\d{1,6}$/.test(shown)) return false;
  if (isReference(name) && /^[a-z0-9][a-z0-9.-]*$/.test(shown)) return false;
  if (strength === 'single' && isSource(shown)) return false;
  return separator !== ':' || isSecretAfterColon(text, found, strength, value, shown);
}

/** Of a name such as `pass` or `key`, the value must look like a secret. */
function isWeaklyNamedSecret(
  text: string,
  { name, separator, lead, isQuotedName }: Assignment,
  value: FoundValue,
  shown: string,
): boolean {
  const { isQuoted } = value;
  if (lead === '?' || lead === '&')
    return !isProse(shown) && !/^\d{1,3}$/.test(shown) && !/^\/?[a-z]+(?:[./-][a-z]+)+\/?/.test(shown);
  if (isTelling(name) && (separator !== ':' || isQuotedName || isQuoted)) {
    const isCount = /^pass(?:word)?$/i.test(name) && /^\d{1,3}$/.test(shown);
    return !isCount && (isQuoted || /\d{4}|\p{L}/u.test(shown));
  }
  // `pass: dragonfly` in a file of settings
  if (/^(?:pass|pw)$/i.test(name) && ENDS_ENTRY.test(after(text, value)) && /^\p{L}{6,}$/u.test(shown))
    return !isProse(shown);
  return (
    isMixed(shown) &&
    !isNameLike(shown) &&
    shown.length >= 8 &&
    // paths, versions and licences
    !/[/:].*[a-z]{4}|@v?\d|^[A-Z][A-Za-z]+-\d/.test(shown)
  );
}

/** Behind a colon there may be a message: `secret: web-tls does not exist`. */
function isSecretAfterColon(
  text: string,
  { at, name, lead, isQuotedName }: Assignment,
  strength: 'sure' | 'single',
  value: FoundValue,
  shown: string,
): boolean {
  const { from, isQuoted } = value;
  // `registry/token:1.2`, `default/web-token: not found`
  if (lead === ':' && ARN.test(text.slice(Math.max(0, at - 80), at))) return false;
  if (lead === '/') return text[from - 1] !== ':' && isMixed(shown) && !isNameLike(shown);
  if (isQuotedName) return isQuoted || lead === '&' || !/^[A-Za-z]+[.,:;]?$/.test(shown);
  // A key, and not yet its value: `serviceAccountToken: expirationSeconds: 3607`
  if (/^[a-z]+[A-Z][A-Za-z]*:$/.test(shown)) return false;
  const before = text.slice(Math.max(0, at - 24), at);
  if (strength === 'sure' && REFUSED.test(before) && ENDS_LINE.test(after(text, value)))
    return !isProse(shown) && shown.length > 3;
  if (/^secret$/i.test(name) && HANDLED.test(before) && /^[a-z0-9][a-z0-9.-]*$/.test(shown)) return false;
  const isWord = /^[a-z-]+[.,:;]?$/i.test(shown);
  if (SPOKEN.test(before) && (isWord || isQuoted || (strength === 'single' && isNameLike(shown))))
    return false;
  if (isProse(shown)) return false;
  if (strength === 'sure' || isQuoted) return true;
  // One common word and a colon: `secret: web-tls does not exist`.
  if (isNameLike(shown)) return false;
  return isMixed(shown) || shown.length >= 16 || ENDS_ITEM.test(after(text, value));
}

/** `Authorization: Scheme value`, `Cookie: a=b; c=d`, `map[Cookie:[a=b; c=d]]`. */
function markHeader(
  text: string,
  { at, name, separator, isQuotedName }: Assignment,
  start: number,
  mark: MarkSecret,
): number {
  const value = readValue(text, start, ']');
  if (!value) return start;
  SCHEME.lastIndex = value.from;
  const scheme = SCHEME.exec(text)?.[0] ?? '';
  const from = value.from + scheme.length;
  if (value.isQuoted) {
    // `couldn't parse cookie: "session"`
    const isName = COOKIE.test(name) && separator === ':' && !isQuotedName;
    if (isName && /^[a-z_-]+$/i.test(text.slice(from, value.to))) return value.to;
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
