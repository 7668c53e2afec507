/** Where a value begins and ends, and what its characters tell. */

/** Called for each secret that a finder found. */
export type MarkSecret = (from: number, to: number) => void;

export interface FoundValue {
  from: number;
  to: number;
  isQuoted: boolean;
}

/** A quoted value is at most this long, if its end is to count. */
const LONGEST_QUOTED = 8192;
const OPENING_QUOTE = /(?:\\{0,8}["'`]|%22|%27|&quot;|&#34;|&#39;|<!\[CDATA\[)/y;
const BLOCK = /[|>][+-]?\d?[ \t]*\n([ \t]+)/y;
/** A text of several lines in Terraform, Ruby and shells */
const HERE_DOCUMENT = /<<[-~]?["']?([A-Za-z]\w{0,20})["']?[ \t]*\n/y;

/** What `matchAll` finds. Most patterns match nothing: a search says so sooner, since `matchAll` copies the pattern. */
export const matchesOf = (text: string, pattern: RegExp): Iterable<RegExpExecArray> =>
  text.search(pattern) === -1 ? [] : text.matchAll(pattern);

const textAt = (text: string, pattern: RegExp, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < from + 64 && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at;
}

/**
 * Reads the value that begins at a place.
 * @param ends further characters that end a bare value
 */
export function readValue(text: string, start: number, ends = ''): FoundValue | undefined {
  const block = textAt(text, BLOCK, start);
  if (block !== undefined) return readBlock(text, start, block);
  const here = textAt(text, HERE_DOCUMENT, start);
  if (here !== undefined) {
    const tag = /\w+/.exec(here)![0];
    const end = text.indexOf(`\n${tag}`, start + here.length - 1);
    return {
      from: start + here.length,
      to: Math.max(start + here.length, end === -1 ? text.length : end),
      isQuoted: true,
    };
  }
  let from = start;
  if (text[from] === '[' && !text.startsWith('[redacted]', from)) from = skipSpaces(text, from + 1);
  const quote = textAt(text, OPENING_QUOTE, from);
  if (quote === undefined) return readBare(text, from, ends);
  const inner = from + quote.length;
  return { from: inner, to: endOfQuoted(text, inner, quote), isQuoted: true };
}

/** A YAML block: the lines that are indented as the first. */
function readBlock(text: string, start: number, head: string): FoundValue {
  const indent = /[ \t]+$/.exec(head)![0];
  const from = start + head.length;
  let to = endOfLine(text, from);
  while (text[to] === '\n' && text.startsWith(indent, to + 1)) to = endOfLine(text, to + 1);
  return { from, to, isQuoted: true };
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  const closing = quote === '<![CDATA[' ? ']]>' : quote;
  const limit = Math.min(text.length, from + LONGEST_QUOTED);
  const within = text.slice(from, limit);
  for (let at = within.indexOf(closing); at !== -1; at = within.indexOf(closing, at + closing.length)) {
    // The quotes of a value within a quoted text have more backslashes than those of the text.
    if (within[at - 1] === '\\' && (quote.length > 1 || !isEvenRun(within, at - 1))) continue;
    // YAML and SQL double a quote within quotes
    if (quote === "'" && at > 0 && within[at + 1] === "'") {
      at += 1;
      continue;
    }
    return from + at;
  }
  // The end was cut off.
  return Math.min(limit, endOfLine(text, from));
}

/** Whether an even number of backslashes ends here: they escape each other. */
function isEvenRun(text: string, end: number): boolean {
  let at = end;
  while (at >= 0 && end - at < 16 && text[at] === '\\') at -= 1;
  return (end - at) % 2 === 0;
}

/** A key and its separator, as a list goes on after a value. */
const NEXT_KEY = /[\s"'\\{]{0,6}[\w.$@-]{1,60}\\*["']?\s{0,3}(?:=|:(?!\/))/y;
const AFTER_QUOTE = /["'\\]*(?=[\s,;)\]}>|]|$)/y;
const CLOSED = /[)\]}>"'\\]*(?=[\s,;:|<]|$)/y;

/** A value without quotes ends with a space, or with a sign that something else follows. */
function readBare(text: string, from: number, ends: string): FoundValue | undefined {
  let at = from;
  let parentheses = 0;
  for (; at < text.length; at += 1) {
    const char = text[at]!;
    if (char <= ' ' || ends.includes(char)) break;
    if (text.startsWith('[redacted]', at)) {
      at += '[redacted]'.length - 1;
      continue;
    }
    if (char === ',' || char === '&' || char === ';') {
      if (
        at === from ||
        at + 1 === text.length ||
        text[at + 1]! <= ' ' ||
        textAt(text, NEXT_KEY, at + 1) !== undefined
      )
        break;
    } else if (char === '"' || char === "'" || char === '\\' || char === '`') {
      if (textAt(text, AFTER_QUOTE, at) !== undefined) break;
    } else if (char === '(' || char === '[' || char === '{') parentheses += 1;
    else if (char === ')' || char === ']' || char === '}') {
      if (parentheses === 0 && textAt(text, CLOSED, at) !== undefined) break;
      parentheses = Math.max(0, parentheses - 1);
    } else if (char === '<' && (text[at + 1] === '/' || at === from)) break;
  }
  return at > from ? { from, to: at, isQuoted: false } : undefined;
}

const HARMLESS =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|unset|empty|required|optional|default|n\/a|string|int|bool|duration|\$\([\w.-]+\)|\$\{[\w.-]+(?::?\?[^}]*|:?[-=]?)\}|\$[A-Z_][A-Z0-9_]*|\$\d{1,2}|<(?!!)[^>]*>|%[-+#]?[sdvqTx]|\*+|\.{3}|x{3,}|\[?(?:redacted|masked|hidden|filtered|sensitive)\]?|-|map\[\]|\{\}|\[\])[.,:;!]*$/i;

/** Signals, Windows' identifiers of accounts, placeholders, references, files of the system */
const HARMLESS_FORM =
  /^(?:SIG[A-Z]{2,6}|S-1-\d[\d-]+|YOUR[-_][A-Z_-]+|process\.env\.[A-Z]\w*|\/(?:etc|var|run|opt|home|tmp|mnt|usr|root|srv|secrets?|certs?|config|data|app|dev|proc|vault)(?:\/[a-z.][a-z0-9._-]{0,24}){1,12})[.,:;]?$/;

/** Values that hide nothing: booleans, references, and what another program has masked. */
export const isHarmless = (value: string) =>
  HARMLESS.test(value) ||
  HARMLESS_FORM.test(value) ||
  !/[\p{L}\p{N}]/u.test(value.replaceAll('[redacted]', ''));

/** Words with which a sentence goes on after `token:`. */
const PROSE = new Set(
  'flag flags option argument still not no is was are were invalid expired missing required failed fails failure error unauthorized unauthenticated denied forbidden unknown empty revoked must cannot could unable context timeout timed does did has have had the a an unexpected illegal malformed wrong disabled enabled mismatch mismatched rejected refused ok eof found too already log access authentication authorization permission please check server rpc code exit unsupported authorized user connection request internal bad incorrect key token secret password while when for from in of to by with and or if it its http https failed; using validation verification signature syntax got want expected operation secrets tokens object field service resource pods volume configmap given found set sent present short long weak same correct valid reading parsing decoding'.split(
    ' ',
  ),
);
export const isProse = (value: string) => PROSE.has(value.toLowerCase().replace(/[.,:;!)"']+$/, ''));

/** Where credentials come from: `creds: static`, `credentials (basic, oidc)` */
const SOURCES = new Set(
  'static dynamic file files env environment vault keyring inline iam imds ambient anonymous basic digest bearer plain oidc oauth oauth2 ldap saml kerberos kubernetes default loaded valid present cached fresh all console config configmap database'.split(
    ' ',
  ),
);
export const isSource = (value: string) => SOURCES.has(value.toLowerCase().replace(/[.,:;!)"']+$/, ''));

/** Letters with digits, or with capitals inside: no word, and no name of the API. */
export function isMixed(value: string): boolean {
  if (value.length < 6) return false;
  return /\p{L}/u.test(value) && (/\d/.test(value) || (/[a-z][A-Z]/.test(value) && /[^a-zA-Z]/.test(value)));
}

/** `my-tls`, `default/web-tls-2`, `tls.crt`: names as the API wants them. */
export const isNameLike = (value: string) =>
  /^[a-z][a-z0-9]*(?:[-./:][a-z0-9]{1,16})+$/.test(value) &&
  !/\d[a-z]+\d[a-z]+\d|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-/.test(value);
