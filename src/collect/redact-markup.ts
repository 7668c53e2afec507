/** Finds secrets whose name stands elsewhere: attributes, columns of tables, sentences, files of passwords. */
import { strengthOf } from './redact-keys.ts';
import { isRandom } from './redact-tokens.ts';
import {
  endOfLine,
  isHarmless,
  isMixed,
  isNameLike,
  isProse,
  readValue,
  skipSpaces,
  type MarkSecret,
} from './redact-values.ts';

const TAG = /<(?:[\w-]{1,40}:)?([\w.-]{1,60})(\s[^<>]{0,200})?>(?![<\s]*<\/)/g;
const ATTRIBUTE = /\b(?:name|key|id)\s{0,3}=\s{0,3}\\*["']([\w.-]{1,80})/i;
/** `{"name": "TOKEN", "value": "…"}`, `- name: TOKEN\n  value: …`, `name="x" value="y"` */
const PAIR =
  /\b(?:name|key|id)\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?([\w.-]{1,80})\\*["']?[\s,;]{1,40}\\*["']?(?:value|val)\\*["']?\s{0,4}[:=][ \t]{0,4}/gi;
/** `define('DB_PASSWORD', 'x')`, `setenv("TOKEN", "x", 1)` */
const CALL =
  /\b(?:define|setenv|putenv|set|put|env|setProperty|set_env|setx)\s?\(\s?["']([\w.-]{1,80})["']\s?,\s?(?=["'])/gi;

/** A text of a program, in quotes */
const TEXT = String.raw`["'][^"'\n]{0,200}["']`;
/** `SetBasicAuth("bob", "x")`, `auth=('bob', 'x')`, `basic_auth 'bob', 'x'`: the last text is the password. */
const LOGIN_CALL = new RegExp(
  String.raw`(?:auth|credentials?|getConnection|login|setpassword)(?:=?\(|\s)\s?(?:${TEXT},\s?){1,3}(?=["'])`,
  'gi',
);
/** `PASSWORD('x')`, `Sensitive("x")`, `ConvertTo-SecureString 'x'` */
const SECRET_CALL = /\b(?:(?:old_)?password\(|sensitive\(|SecureString\s)\s?(?=["'])/gi;
/** `variable "password" { default = "x" }` of Terraform */
const VARIABLE = /\bvariable\s{1,4}"([\w-]{1,80})"\s{0,4}\{[^{}]{0,400}?\bdefault\s{0,4}=\s{0,4}(?=")/g;

/** Calls `take` for each match, with the place where the value begins. */
function each(text: string, pattern: RegExp, take: (match: RegExpMatchArray, valueAt: number) => void): void {
  for (const match of text.matchAll(pattern)) take(match, match.index + match[0].length);
}

export function findMarkup(text: string, mark: MarkSecret): void {
  const markAt = (at: number, ends = '') => {
    const value = readValue(text, skipSpaces(text, at), ends);
    if (value && !isHarmless(text.slice(value.from, value.to))) mark(value.from, value.to);
  };
  const isSecretName = (name: string | undefined) => {
    const strength = name === undefined ? undefined : strengthOf(name);
    return strength === 'sure' || strength === 'single';
  };
  // Go's and kubectl's messages have `<tag>` as a placeholder: a value ends with its tag.
  let end = text.indexOf('</');
  if (end !== -1)
    each(text, TAG, ([, tag, attributes = ''], at) => {
      if (!isSecretName(tag) && !isSecretName(ATTRIBUTE.exec(attributes)?.[1])) return;
      if (end !== -1 && end < at) end = text.indexOf('</', at);
      if (end > at && end < at + 4096 && !isHarmless(text.slice(at, end))) mark(at, end);
    });
  if (/val/i.test(text))
    each(text, PAIR, ([, name], at) => {
      if (isSecretName(name)) markAt(at, '>');
    });
  if (text.includes('('))
    each(text, CALL, ([, name], at) => {
      if (isSecretName(name)) markAt(at);
    });
  if (!/["']/.test(text)) return;
  if (/auth|credential|connection|login|password/i.test(text)) each(text, LOGIN_CALL, (_, at) => markAt(at));
  if (/password\(|sensitive|securestring/i.test(text)) each(text, SECRET_CALL, (_, at) => markAt(at));
  each(text, VARIABLE, ([, name], at) => {
    if (isSecretName(name)) markAt(at);
  });
}

/** Words after which the password itself follows. */
const SAID =
  /\b(?:pass(?:word|phrase|code)|passwd|pwd|secret(?: key)?|(?:api|access|license|root|admin|auth|refresh|bearer|id|session)[ _-]?(?:key|token)|token|credentials?|otp|pin)(?:\s(?:for|of)(?:\s[\w.@"'-]{1,60}){1,3}?)?\s{1,4}(?:(?:is|was|are)(?: now)?:?|(?:has been |was )?(?:set|changed|reset) to:?|equals)\s{1,4}/gi;
const QUOTED_SAID = /\b(?:pass(?:word|phrase|code)|passwd|pwd|api key|access key)\s{1,4}(?=\\*["'`])/gi;
const NEXT_WORD =
  /\b(?:pass(?:word|phrase|code)|passwd|token|secret|api key|bearer)\s{1,4}(?=[\w!#$%^&*+/=~-]{6})/gi;
/** `with password x9`, `password x9 was rejected`: letters and digits, and no name of an algorithm */
const WITH_PASSWORD = /\b(?:pass(?:word|phrase|code)|passwd)\s{1,4}(?=[A-Za-z0-9!#$%^&*+_~-]{6})/gi;
const ALGORITHM =
  /^(?:sha|md|aes|argon|bcrypt|scrypt|pbkdf|crypt|base|rsa|hmac|ntlm|pkcs|v(?=\d))[\w-]*\d\w*$/i;
/** `using password x for user bob`: a word that ends the sentence, or that its verb follows */
const USED_PASSWORD =
  /\b(?:with|using|tried|and) (?:the )?password\s{1,2}(?=[\w!#$%^&*+~-]{6,64}(?:[.,;]?(?:$|\n|\s(?:for|was|failed|rejected|to|at|on)\b)))/gim;
/** What follows `password` as a word of the language */
const ABOUT_PASSWORD =
  /(?:ion|ing|ed|ment|less|ator|policy|hash(?:es)?|files?|auth|reset|change|fields?|prompt|manager|grant|flow|based|store|length|rules?|login|plugin|support|access|method|only|provider|backend|secret|entry|input|form|from|instead|prompts|database|credentials|crypt|credential|enabled|fallback)$/i;
/** Numbers that let somebody in: `PIN code 1234`, `2FA code 123456 accepted`, `backup codes: 1234-5678` */
const CODE =
  /\b(?:pin|otp|totp|passcode|(?:one[- ]time|security|recovery|backup|unlock|login) (?:pin|passw(?:or)?d|passcode))(?: (?:codes?|token|number))?(?:\s?(?:[:=#]|is|was)\s?|\s)["']?(?=(\d{4,10})(?![\w.]))/gi;
const LONG_CODE =
  /\b(?:(?:2fa|mfa)(?: (?:codes?|token))?|(?:verification|one[- ]time|security|recovery|backup|login|auth(?:entication)?|activation|pairing|unlock|confirmation)[- ]codes?)(?:\s?(?:[:=#]|is|was)\s?|\s)["']?(?=((?:\d{6,10}|[A-Z0-9]{4,8}-\d{3,8})(?:[- ]{1,2}[A-Z0-9]{4,10}){0,12})(?![\w.]))/gi;
/** `username/password: bob/x`, `basic auth bob:x`, `credentials: bob / x` */
const BOTH =
  /\b(?:(?:user(?:name)?|login)\s?[/:]\s?pass(?:word|wd)?\s?[:=]?\s{1,3}[\w.@-]{1,60}\s?[/:]\s?|basic auth [\w.@-]{1,60}:|credentials: [\w.@-]{1,60} \/ (?=\S{4,100}$))(?=[^\s/:]{4})/gim;
/** Wi-Fi in a QR code */
const WIFI = /\bWIFI:[^\n]{0,120}?\bP:(?=[^;]{4})/g;
/** SQL */
const SQL =
  /\b(?:identified(?:\s+with\s+\w+)?\s+(?:by|as)|(?:encrypted\s+|with\s+)?password(?:\s*=)?)\s+N?(?=['"])/gi;
/** DuckDB's SQL */
const SQL_SECRET = /\bSECRET\s+(?=')/g;
/** Oracle's SQL, whose passwords need no quotes */
const BARE_SQL = /\bIDENTIFIED\s+BY\s+(?=\S)/g;
/** `login bob password x` of .netrc; `requirepass x` of Redis; protocols, and directives of servers */
const PLAIN =
  /(?:\b(?:login\s\S{1,80}\spassword|requirepass|masterauth|PSK|wpa_passphrase(?:\s\S{1,64}(?=\s))?|(?:ppp \w{1,10}|neighbor \S{1,60}|username \S{1,60}) password(?: [057](?=\s))?|pre-shared[- ]key|snmp(?:-server)? community|radius(?:-server)? (?:secret|key)|bindpw|rootpw|insecure-password|auth_pass|shared_key|secure_link_secret|password\s[057](?=\s[0-9A-Fa-f]{8})|on(?=\s>\S+\s[~+]))|(?:^|[:<>"'] ?|HELLO \d )(?:AUTH(?:"? "?\w+(?="? "?[^\s"]))?"?|PASS|\w{1,8} LOGIN \S{1,80}))\s{1,4}>?(?=\S)/gm;
/** `stats auth bob:x` of HAProxy, `login=bob:x` of Squid, Bundler's servers of gems */
const PAIRED = /\b(?:stats auth |login=|BUNDLE_[A-Z0-9_]{2,60}=)[\w.@-]{1,80}:(?=[^\s:/]{3})/g;
/** `login as admin:x`, `default credentials admin/x` */
const LOGIN_PAIR =
  /\b(?:(?:credentials|log(?:ged)?[ -]?in)(?: as| with| are|:)?\s{1,3}[\w.@-]{1,60}:|default credentials:? [\w.@-]{1,60}[:/])(?=[^\s/:]{6})/gi;
/** The value stands on the next line. */
const NEXT_LINE =
  /\b(?:pass(?:word|phrase|code)|passwd|token|secret|api[ _-]?key)\s{0,3}[:=][ \t]{0,4}\r?\n[ \t]{0,8}(?=\S{6,200}[ \t]{0,8}(?:\r?\n|$))/gi;
/** Dollar quotes of PostgreSQL; French */
const OTHER_PASSWORD = /\bpassword\s{1,3}\$\w{0,20}\$|\bmot de passe\s?[:=]\s{0,3}/gi;
/** Words that make a key again: the whole line */
const PHRASE =
  /\b(?:mnemonic|(?:seed|recovery|backup)[ _]phrase)["']?(?:\s?[:=]\s{0,4}|\sis:?\s)["']?(?=\w+ \w+ \w+)/gi;
/** `A temporary password is generated for root@localhost: x`: the value ends a sentence about a password. */
const ANNOUNCED =
  /\b(?:password|passphrase|passcode|token|api key|secret|credentials)\b[^:\n]{1,100}:\s{1,8}(?=(\S{8,200})[ \t]*(?:$|\n|\.\s))/gim;
/** host:port:database:user:password of .pgpass */
const PGPASS =
  /(?:^|[\s"'])[\w.*-]{1,100}:(?:\d{2,5}|\*):[\w.*-]{1,63}:[\w.*-]{1,63}:(?=[^\s:/]{3,100}(?:\s|$))/g;

/** No word of a sentence, no name and no version: letters, digits, and something out of order. */
const isStrange = (shown: string) =>
  isMixed(shown) &&
  /[A-Z]|[a-z]\d+[a-z]|^\d/.test(shown) &&
  !/^[a-z]+(?:[-./:=][a-z0-9]{1,17})*[.,:;]?$/.test(shown) &&
  !/[/:@=]|^\d+(?:\.\d+)*[a-z]{0,2}$|^\d{4}-\d\d-\d\d|^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(shown);

/** What marks the part of a text behind a match. */
type MarkBehind = (text: string, mark: MarkSecret) => (match: RegExpMatchArray, at: number) => void;

/** Marks the value if it is a secret. */
const valueIf =
  (isSecret: (shown: string, isQuoted: boolean, match: RegExpMatchArray) => boolean): MarkBehind =>
  (text, mark) =>
  (match, at) => {
    const value = readValue(text, at);
    if (!value) return;
    const shown = text.slice(value.from, value.to);
    if (!isHarmless(shown) && isSecret(shown, value.isQuoted, match)) mark(value.from, value.to);
  };

/** Marks as many characters as follow, or those that the match captured. */
const charactersOf =
  (lengthOf: (text: string, at: number, match: RegExpMatchArray) => number): MarkBehind =>
  (text, mark) =>
  (match, at) =>
    mark(at, at + lengthOf(text, at, match));

const anyValue = valueIf(() => true);
const quotedValue = valueIf((_, isQuoted) => isQuoted);
const noProse = valueIf((shown) => !isProse(shown));
const captured = charactersOf((_, __, match) => match[1]?.length ?? 0);

/** A word after `password is` may be any; after another word, it looks like a secret or is quoted. */
const saidValue = valueIf((shown, isQuoted, match) => {
  if (isMixed(shown)) return true;
  if (isProse(shown)) return false;
  return /^pass|^pwd/i.test(match[0]) ? shown.length > 3 && !/ed$|ing$/.test(shown) : isQuoted;
});

/** Patterns in their order. The first expression tells quickly whether a text may have a match. */
const PROSE_RULES: readonly [mayMatch: RegExp, ...rules: [pattern: RegExp, markBehind: MarkBehind][]][] = [
  [
    /pass|pwd|secret|token|key|credential|otp|pin\b|bearer/i,
    [SAID, saidValue],
    [QUOTED_SAID, valueIf((shown, isQuoted) => isQuoted && !/^\s/.test(shown))],
    [NEXT_WORD, valueIf((shown) => isStrange(shown) && !ALGORITHM.test(shown))],
    [WITH_PASSWORD, valueIf((shown) => isMixed(shown) && !isNameLike(shown) && !ALGORITHM.test(shown))],
    [USED_PASSWORD, valueIf((shown) => !isProse(shown) && !ABOUT_PASSWORD.test(shown.replace(/[.,;]$/, '')))],
    [ANNOUNCED, valueIf((shown) => isStrange(shown) || isRandom(shown))],
  ],
  [/credentials|log(?:ged)?[ -]?in/i, [LOGIN_PAIR, valueIf(isMixed)]],
  [
    /(?:user|name|login)\s?[/:]\s?pass|basic auth|credentials: /i,
    [BOTH, valueIf((shown) => !isProse(shown) && !/^\d{1,5}$/.test(shown))],
  ],
  [/pin\b|otp|passcode|passw|codes?\b|[2m]fa\b/i, [CODE, captured], [LONG_CODE, captured]],
  [/WIFI:/, [WIFI, charactersOf((text, at) => text.slice(at, at + 64).search(/;|$/))]],
  [/SECRET /, [SQL_SECRET, quotedValue]],
  [/\n/, [NEXT_LINE, valueIf((shown) => isMixed(shown) || isRandom(shown))]],
  [/password\s{1,3}\$|mot de passe/i, [OTHER_PASSWORD, anyValue]],
  [/identified|password/i, [SQL, quotedValue]],
  [/IDENTIFIED/, [BARE_SQL, noProse]],
  [
    /login|requirepass|masterauth|AUTH|PSK|wpa_|shared[- ]key|snmp|radius|pw |auth_pass|shared_key|_secret |password |on >|PASS|LOGIN/,
    [PLAIN, valueIf((shown) => !isProse(shown) && !/^[<>=]/.test(shown))],
  ],
  [/stats auth|login=|BUNDLE_/, [PAIRED, anyValue]],
  [/mnemonic|phrase/i, [PHRASE, charactersOf((text, at) => endOfLine(text, at) - at)]],
  [/:(?:\d{2,5}|\*):/, [PGPASS, anyValue]],
];

export function findProse(text: string, mark: MarkSecret): void {
  for (const [mayMatch, ...rules] of PROSE_RULES) {
    if (!mayMatch.test(text)) continue;
    for (const [pattern, markBehind] of rules) each(text, pattern, markBehind(text, mark));
  }
  if (text.includes('\n')) findColumns(text, mark);
}

/** Tables: a column's name stands in the line above. */
function findColumns(text: string, mark: MarkSecret): void {
  const heading = /^.*\b(?:password|passwd|secret|token|api[ _-]?key)\b.*$/gim;
  for (const { 0: line, index } of text.matchAll(heading)) {
    const divider = line.includes('|') ? '|' : line.includes('\t') ? '\t' : '  ';
    const names = splitLine(line, divider);
    const columns = names.flatMap(({ text: name }, column) => {
      const strength = /^[\w -]{2,30}$/.test(name) ? strengthOf(name.replaceAll(' ', '_')) : undefined;
      return strength === 'sure' || strength === 'single' ? [column] : [];
    });
    if (names.length < 2 || columns.length === 0) continue;
    let from = index + line.length + 1;
    for (let row = 0; row < 200 && from < text.length; row += 1) {
      const to = endOfLine(text, from);
      const cells = splitLine(text.slice(from, to), divider);
      if (cells.length !== names.length) break;
      for (const column of columns) {
        const { at, text: cell } = cells[column]!;
        if (!isHarmless(cell)) mark(from + at, from + at + cell.length);
      }
      from = to + 1;
    }
  }
}

function splitLine(line: string, divider: string): { at: number; text: string }[] {
  const cells: { at: number; text: string }[] = [];
  const cell = divider === '  ' ? /\S+(?: \S+)*/g : divider === '|' ? /[^|\s][^|]*/g : /[^\t]+/g;
  // What stands before a table with borders is no cell.
  const from = divider === '|' && /\|\s*$/.test(line) ? line.indexOf('|') : 0;
  for (const { 0: found, index } of line.matchAll(cell))
    if (index >= from) cells.push({ at: index, text: found.trimEnd() });
  return cells;
}
