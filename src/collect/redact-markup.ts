/** Finds secrets whose name stands elsewhere: attributes, columns of tables, sentences, files of passwords. */
import { strengthOf } from './redact-keys.ts';
import { isRandom } from './redact-tokens.ts';
import {
  endOfLine,
  isHarmless,
  isMixed,
  isNameLike,
  isProse,
  isSource,
  matchesOf,
  readValue,
  skipSpaces,
  type MarkSecret,
} from './redact-values.ts';

const TAG = /<(?:[\w-]{1,40}:)?([\w.-]{1,60})(\s[^<>]{0,200})?>(?![<\s]*<\/)/g;
const ATTRIBUTE = /\b(?:name|key|id)\s{0,3}=\s{0,3}\\*["']([\w.-]{1,80})/i;
/** `{"name": "TOKEN", "value": "…"}`, `- name: TOKEN\n  value: …`, `name="x" value="y"` */
const PAIR =
  /\b(?:[A-Za-z]{1,20}(?=Name|Key))?(?:name|key|id|label)\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?([\w.-]{1,80})\\*["']?(?:,\s{0,8}\\*["']\w{1,20}\\*["']\s?:\s?\\*["'][\w.-]{1,40}\\*["']){0,2}[\s,;]{1,40}\\*["']?(?:[A-Za-z]{1,20}(?=Value))?(?:value|val)\\*["']?\s{0,4}[:=][ \t]{0,4}/gi;
/** `<key>password</key><string>x</string>`, `<name>secret.key</name><value>x</value>` */
const XML_PAIR =
  /<(?:key|name|id|param-name)>\s{0,8}([\w.-]{1,80})\s{0,8}<\/(?:key|name|id|param-name)>\s{0,40}<(?:string|value|param-value)>/gi;
/** `password: str = "x"`, `var password string = "x"` */
const TYPED =
  /\b([\w.-]{1,80})\s{0,3}:?\s{1,3}[*&]?(?:string|str|SecretStr|std::string)\s{0,3}:?=\s{0,3}(?=["'`])/gi;
/** `password: process.env.PASSWORD || "x"`: the value, if nothing is set */
const FALLBACK = /(?:\|\||\?\?|\?:|\bor)\s{0,3}\\{0,8}(?=["'`])/g;
const FALLBACK_NAME = /([\w.-]{1,80})["'\]]{0,3}\s{0,3}(?::=?|=>?)(?=\s)/g;
/** `define('DB_PASSWORD', 'x')`, `setenv("TOKEN", "x", 1)`, `getenv("PASSWORD", "x")` */
const CALL =
  /\b(?:define|setenv|putenv|set|put|env|get|fetch|getenv|getProperty|getOrDefault|setProperty|set_env|setx)\s?\(\s?["']([\w.-]{1,80})["']\s?,\s?(?=["'])/gi;

/** `{password, "x"}`, `("password", "x")`, `(password . "x")`, `{password,<<"x">>}` */
const TUPLE =
  /[({[]\s?:?["']?([\w-]{2,60})["']?\s?[.,]?\s{0,2}(?:<<)?(?=(["'])[^"'\n]{1,200}\2(?:>>)?\s?[)}\]])/g;
/** A registry of Windows */
const REGISTRY = /([\w.-]{1,80})\s{1,8}REG_(?:EXPAND_|MULTI_)?SZ\s{1,8}(?=\S)/g;
/** The API server's words for a value that it refuses: `spec.password: Invalid value: "x"` */
const INVALID_VALUE =
  /([\w-]{1,80})(?:\[[^\]\n]{0,80}\])?: (?:Invalid|Unsupported|Duplicate) value: (?=\\*["'])|\bfield ["'`]?([\w.-]{1,80})["'`]?(?: has| with)? value:?\s(?=\S)|--?([\w-]{1,60})["'`]?: (?:invalid|bad|wrong) (?:value|argument):? (?=["'`])/g;
/** `invalid argument "x" for "--password" flag` */
const INVALID_ARGUMENT =
  /\binvalid (?:argument|value) (?=["'`][^"'`\n]{1,200}["'`] for (?:flag )?["'`]?(?:-\w, )?--?([\w-]{1,60}))/g;
/** A field of a form */
const FORM_FIELD = /\bname=\\*"([\w.-]{1,80})\\*"(?:(?:\\r)?\\n|\r?\n){2}(?=\S)/g;
/** `<input type="password" value="x">`, `<password value="x">` */
const INPUT = /\btype\s?=\s?\\*["'](password)\\*["'][^<>]{0,200}?\bvalue\s?=\s?(?=\\*["'])/gi;
const TAG_VALUE = /<(?:[\w-]{1,40}:)?([\w.-]{1,60})\s[^<>]{0,200}?\bvalue\s?=\s?(?=\\*["'])/g;
const ENTITY_TAG = /&lt;(?:[\w-]{1,40}:)?([\w.-]{1,60})&gt;(?=[^&\s])/g;
/** SQL that adds rows */
const INSERT = /\bINSERT\s+INTO\s+\S{1,120}\s{0,4}\(([^()]{1,400})\)\s{0,4}VALUES\s{0,4}\(/gi;

function findInserts(text: string, mark: MarkSecret): void {
  each(text, INSERT, ([, names = ''], at) => {
    const isSecret = names
      .split(',')
      .map((name) => strengthOf(name.replaceAll(/[\s"'`[\]]/g, '')) === 'sure');
    let column = 0;
    for (const { 0: value, index } of text
      .slice(at, at + 4096)
      .matchAll(/N?'(?:[^']|'')*'|[^,'()]+|[,()]/g)) {
      if (value === ')') return;
      if (value === ',') column += 1;
      else if (isSecret[column] && !isHarmless(value)) mark(at + index, at + index + value.length);
    }
  });
}

/** A text of a program, in quotes */
const TEXT = String.raw`["'][^"'\n]{0,200}["']`;
/** `SetBasicAuth("bob", "x")`, `auth=('bob', 'x')`, `basic_auth 'bob', 'x'`: the last text is the password. */
const LOGIN_CALL = new RegExp(
  String.raw`(?:auth|cred(?:ential)?s?|getConnection|login|setpassword)(?:\s?=?\s?\(|\s)\s?(?:${TEXT},\s?){1,3}(?=["'])`,
  'gi',
);
/** `PASSWORD('x')`, `Sensitive("x")`, `ConvertTo-SecureString 'x'` */
const SECRET_CALL = /\b(?:(?:old_)?password\(|sensitive\(|SecureString\s)\s?(?=["'])/gi;
/** `variable "password" { default = "x" }` of Terraform */
const VARIABLE = /\bvariable\s{1,4}"([\w-]{1,80})"\s{0,4}\{[^{}]{0,400}?\bdefault\s{0,4}=\s{0,4}(?=")/g;

/** A Secret as YAML or JSON: whatever stands in its data. */
const KIND_SECRET = /\bkind\\*["']?\s{0,4}:\s{0,4}\\*["']?Secret\b/;
const SECRET_DATA = /\b(?:data|stringData)\\*["']?\s{0,4}:\s{0,4}(?:\{|\n([ \t]+))/g;

function findSecretData(text: string, mark: MarkSecret): void {
  each(text, SECRET_DATA, ([, indent], at) => {
    const from = indent === undefined ? at : at - indent.length;
    const end = indent === undefined ? text.indexOf('}', from) : endOfBlock(text, from, indent);
    for (const { 0: name, index } of text
      .slice(from, end === -1 ? text.length : end)
      .matchAll(/(?<![\w.-])[\w.-]{1,253}\\*["']?[ \t]{0,4}:[ \t]{0,4}/g)) {
      const value = readValue(text, from + index + name.length);
      if (value) mark(value.from, value.to);
    }
  });
}

/** Where the lines end that are indented as the first. */
function endOfBlock(text: string, from: number, indent: string): number {
  let end = endOfLine(text, from);
  while (text.startsWith(indent, end + 1)) end = endOfLine(text, end + 1);
  return end;
}

/** Calls `take` for each match, with the place where the value begins. */
function each(text: string, pattern: RegExp, take: (match: RegExpMatchArray, valueAt: number) => void): void {
  for (const match of matchesOf(text, pattern)) take(match, match.index + match[0].length);
}

/** Finds values by a pattern that ends where the value begins. */
interface MarkupRule {
  pattern: RegExp;
  /** Every text with a match has all of these, which are fast to look for. */
  hints: readonly (string | RegExp)[];
  /** Characters that end the value. */
  ends?: string;
  /** The pattern itself says that the value is a secret; else one of its groups is a secret's name. */
  isSure?: true;
}

const QUOTE = /["'`]/;
const SECRET_WORD = /pass|pwd|secret|token|key|cred|auth/i;

const RULES: readonly MarkupRule[] = [
  { pattern: XML_PAIR, hints: ['</'], ends: '<' },
  { pattern: REGISTRY, hints: ['REG_'] },
  { pattern: INVALID_VALUE, hints: [' value'] },
  { pattern: INVALID_ARGUMENT, hints: ['invalid '] },
  { pattern: FORM_FIELD, hints: ['name='] },
  { pattern: INPUT, hints: ['value'] },
  { pattern: TAG_VALUE, hints: ['value'] },
  { pattern: ENTITY_TAG, hints: ['&lt;'], ends: '&' },
  { pattern: PAIR, hints: [/val/i], ends: '>' },
  { pattern: CALL, hints: ['('] },
  { pattern: LOGIN_CALL, hints: [QUOTE, /auth|cred|connection|login|password/i], isSure: true },
  { pattern: SECRET_CALL, hints: [QUOTE, /password\(|sensitive|securestring/i], isSure: true },
  { pattern: TYPED, hints: [QUOTE, SECRET_WORD, /[sS]tr/] },
  { pattern: VARIABLE, hints: [QUOTE, SECRET_WORD, 'variable'] },
];

export function findMarkup(text: string, mark: MarkSecret): void {
  const has = (hint: string | RegExp) => (typeof hint === 'string' ? text.includes(hint) : hint.test(text));
  if (text.includes('</')) findTags(text, mark);
  if (KIND_SECRET.test(text)) findSecretData(text, mark);
  if (/insert/i.test(text)) findInserts(text, mark);
  for (const { pattern, hints, ends, isSure } of RULES) {
    if (!hints.every(has)) continue;
    each(text, pattern, ([, ...names], at) => {
      if (isSure || names.some(isSecretName)) markValue(text, at, mark, ends);
    });
  }
  if (!QUOTE.test(text) || !SECRET_WORD.test(text)) return;
  if (/[({[]/.test(text)) findTuples(text, mark);
  findFallbacks(text, mark);
}

function isSecretName(name: string | undefined): boolean {
  const strength = name === undefined ? undefined : strengthOf(name);
  return strength === 'sure' || strength === 'single';
}

/** Marks the value that begins at a place, if it can be a secret. */
function markValue(text: string, at: number, mark: MarkSecret, ends = ''): void {
  const value = readValue(text, skipSpaces(text, at), ends);
  if (value && !isHarmless(text.slice(value.from, value.to))) mark(value.from, value.to);
}

/** Go's and kubectl's messages have `<tag>` as a placeholder: a value ends with its tag. */
function findTags(text: string, mark: MarkSecret): void {
  let end = text.indexOf('</');
  each(text, TAG, ([, tag, attributes = ''], at) => {
    if (!isSecretName(tag) && !isSecretName(ATTRIBUTE.exec(attributes)?.[1])) return;
    if (end !== -1 && end < at) end = text.indexOf('</', at);
    if (end > at && end < at + 4096 && !isHarmless(text.slice(at, end))) mark(at, end);
  });
}

/** Two words in a row are a list of words, unless a sign is between them. */
function findTuples(text: string, mark: MarkSecret): void {
  each(text, TUPLE, ([whole, name], at) => {
    if (strengthOf(name!) !== 'sure' || !/[.,]|["']\s$/.test(whole)) return;
    const value = readValue(text, at);
    const shown = value && text.slice(value.from, value.to);
    const isField =
      shown !== undefined &&
      (strengthOf(shown) !== undefined || /^(?:user|e?mail|login|name|host|port)/i.test(shown));
    if (!isField) markValue(text, at, mark);
  });
}

/** The name stands before what is set if nothing else is. */
function findFallbacks(text: string, mark: MarkSecret): void {
  each(text, FALLBACK, ({ index }, at) => {
    const before = /[^,;\n]*$/.exec(text.slice(Math.max(0, (index ?? 0) - 200), index))![0];
    if (Array.from(before.matchAll(FALLBACK_NAME)).some(([, name]) => isSecretName(name)))
      markValue(text, at, mark);
  });
}

/** Words after which the password itself follows. */
const SAID =
  /\b(?:pass(?:word|phrase|code)|passwd|pwd|pw|secret(?: key)?|(?:api|access|license|root|admin|auth|refresh|bearer|id|session)[ _-]?(?:key|token)|token|credentials?|otp|pin)(?:\s(?:for|of)(?:\s[\w.@"'-]{1,60}){1,3}?)?\s{1,4}(?:(?:is|was|are)(?: now| still| always| currently)?:?|(?:has been |was )?(?:set|changed|reset) to:?|equals)\s{1,4}/gi;
const QUOTED_SAID =
  /\b(?:pass(?:word|phrase|code)|passwd|pwd|(?:api|access|secret|licen[sc]e) key|(?:access|auth|api) token)\s{1,4}(?=\\*["'`])/gi;
const NEXT_WORD =
  /\b(?:pass(?:word|phrase|code)|passwd|token|secret|api key|bearer)\s{1,4}(?=[\w!#$%^&*+/=~-]{6})/gi;
/** `with password x9`, `password x9 was rejected`: letters and digits, and no name of an algorithm */
const WITH_PASSWORD =
  /\b(?:pass(?:word|phrase|code)|passwd|(?:secret|access|api|auth) (?:key|token))\s{1,4}(?=[A-Za-z0-9!#$%^&*+_~-]{6})/gi;
const ALGORITHM =
  /^(?:sha|md|aes|argon|bcrypt|scrypt|pbkdf|crypt|base|rsa|hmac|ntlm|pkcs|v(?=\d))[\w-]*\d\w*$/i;
/** SASL's mechanisms: `AUTH LOGIN PLAIN` */
const MECHANISM = /^(?:PLAIN|LOGIN|CRAM-|DIGEST-|SCRAM-|XOAUTH|OAUTHBEARER|EXTERNAL|GSSAPI|NTLM)/;
/** `using password x for user bob`: a word that ends the sentence, or that its verb follows */
const USED_PASSWORD =
  /\b(?:with|using|tried|and) (?:(?:the|default|same|old|new|initial) ){0,2}password\s{1,2}(?=[\w!#$%^&*+~-]{6,64}(?:[.,;]?(?:$|\n|\s(?:for|was|failed|rejected|to|at|on)\b)))/gim;
/** `user bob, pass x`, `USER bob PASS x`, `login bob\npassword x`: the word ends the line or the sentence. */
const USER_PASSWORD =
  /\b(?:user(?:name)?|login)[ \t]?[ :=]\s?\S{1,60}?,?\s{1,8}(?:and )?pass(?:word)?[ \t:=]\s?(?=[\w!#$%^&*+~.-]{4,64}["')]?(?:[.,;]?\s*$|[.,;]\s))/gim;
/** `password for user admin: x` */
const PASSWORD_FOR =
  /\bpass(?:word|phrase) (?:of|for) (?:the )?(?:user |account |role )?\S{1,60}: {1,4}(?=\S{4,64}(?: \*|\s*$|[.,;]\s))/gim;
/** `auth token …` with a UUID */
const TOKEN_UUID =
  /\b(?:auth|access|api|refresh|session|bearer|secret)[ _-]?(?:token|key|id)\s{1,4}["'`]?(?=[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)/gi;
/** `incorrect password (x)`, `password [x] does not match` */
const PASSWORD_IN_BRACKETS =
  /\b(?:pass(?:word|phrase)|passwd|pwd)\s[([]["']?(?=[^\s"'()[\]{}]{4,64}["']?[)\]])/gi;
/** `password changed from x to y` */
const OLD_PASSWORD =
  /\bpass(?:word|phrase)\s(?:was\s)?(?:changed\s)?from\s(?=\S{4,64}\sto\s\S{4,64}[.,;]?$)/gim;
const NEW_PASSWORD =
  /\bpass(?:word|phrase)\s(?:was\s)?(?:changed\s)?from\s\S{4,64}\sto\s(?=\S{4,64}[.,;]?$)/gim;
/** `unknown shorthand flag: "p" in -px` */
const SHORTHAND = /\bunknown shorthand flag: \S{1,6} in -p(?=\S{4})/g;
/** `"x" as password` */
const AS_PASSWORD = /(?<=["'`])(?=[^\s"'`]{4,64}["'`]\sas\s(?:the\s|a\s)?pass(?:word|phrase)\b(?!\s\w))/gi;
/** `secret "x" is too short`. But `secret "Name" not found` */
const QUOTED_SECRET =
  /\b(?:secret|token)\s{1,3}(?=["'`][^\s"'`]{6,80}["'`](?!\s(?:not|does|was not|is not found)))/gi;
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
  /\b(?:(?:user(?:name)?|login)\s?[/:]\s?pass(?:word|wd)?\s?[:=]?\s{1,3}[\w.@-]{1,60}\s?[/:]\s?|basic auth [\w.@-]{1,60}:|(?:credentials|zugangsdaten|anmeldedaten|identifiants|credenciales|credenziali|login): [\w.@-]{1,60} \/ (?=\S{4,100}$))(?=[^\s/:]{4})/gim;
/** `creds: bob:x`, `credentials (bob, x)`, `invalid credentials: bob/x` */
const USER_AND_PASSWORD =
  /\b(?:(?:creds|credentials?)(?:\s?[:=]\s?|\s)\(?["']?[\w.@-]{1,60}(?::|(?<=\(["']?[\w.@-]{1,60}),\s?)|(?:invalid|bad|wrong|incorrect|refused|admin|default|initial|root) credentials?:? [\w.@]{1,60}\/)["']?(?=[^\s/:"'()-]{4,64}["')]{0,2}(?:[\s.,;]|$))/gi;
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
  /(?:\b(?:login\s\S{1,80}\spassword|USER\s\S{1,60}\sUSING|(?<=\s:\s)(?:EAP|XAUTH|NTLM|PIN)(?=\s["'])|requirepass|masterauth|PSK|wpa_passphrase(?:\s\S{1,64}(?=\s))?|(?:ppp \w{1,10}|neighbor \S{1,60}|username \S{1,60}) password(?: [057](?=\s))?|pre-shared[- ]key|snmp(?:-server)? community|radius(?:-server)? (?:secret|key)|bindpw|rootpw|insecure-password|auth_pass|shared_key|secure_link_secret|password\s[057](?=\s[0-9A-Fa-f]{8})|on(?=\s>\S+\s[~+]))|(?:^|[:<>"'] ?|HELLO \d )(?:AUTH(?:"? "?\w+(?="? "?[^\s"]))?"?|PASS(?=\s{1,4}[^\s/]+\s*$)|\w{1,8} LOGIN \S{1,80}))\s{1,4}>?(?=\S)/gm;
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
/** Nothing but its place tells that a word is a password. */
const unnamedPassword = valueIf(
  (shown) =>
    !isProse(shown) &&
    !isSource(shown) &&
    !ALGORITHM.test(shown) &&
    !ABOUT_PASSWORD.test(shown.replace(/[.,;]$/, '')) &&
    !/^\d{1,5}$/.test(shown),
);
const captured = charactersOf((_, __, match) => match[1]?.length ?? 0);

/** A word after `password is` may be any; after another word, it looks like a secret or is quoted. */
const saidValue = valueIf((shown, isQuoted, match) => {
  if (isMixed(shown)) return true;
  if (isProse(shown)) return false;
  return /^p(?:ass|wd?\b)/i.test(match[0]) ? shown.length > 3 && !/ed$|ing$/.test(shown) : isQuoted;
});

/** Patterns in their order. The first expression tells quickly whether a text may have a match. */
const PROSE_RULES: readonly [mayMatch: RegExp, ...rules: [pattern: RegExp, markBehind: MarkBehind][]][] = [
  [
    /pass|pwd|\bpw\b|secret|token|key|credential|otp|pin\b|bearer/i,
    [SAID, saidValue],
    [QUOTED_SAID, valueIf((shown, isQuoted) => isQuoted && !/^\s/.test(shown))],
    [NEXT_WORD, valueIf((shown) => isStrange(shown) && !ALGORITHM.test(shown))],
    [WITH_PASSWORD, valueIf((shown) => isMixed(shown) && !isNameLike(shown) && !ALGORITHM.test(shown))],
    [TOKEN_UUID, anyValue],
    [QUOTED_SECRET, valueIf((shown) => isMixed(shown) && /[A-Z]/.test(shown))],
    [ANNOUNCED, valueIf((shown) => isStrange(shown) || isRandom(shown))],
  ],
  [
    /pass|pwd/i,
    [USED_PASSWORD, valueIf((shown) => !isProse(shown) && !ABOUT_PASSWORD.test(shown.replace(/[.,;]$/, '')))],
    [USER_PASSWORD, unnamedPassword],
    [PASSWORD_FOR, unnamedPassword],
    [PASSWORD_IN_BRACKETS, unnamedPassword],
    [OLD_PASSWORD, unnamedPassword],
    [NEW_PASSWORD, unnamedPassword],
    [AS_PASSWORD, unnamedPassword],
  ],
  [/credentials|log(?:ged)?[ -]?in/i, [LOGIN_PAIR, valueIf(isMixed)]],
  [/shorthand/, [SHORTHAND, anyValue]],
  [/cred/i, [USER_AND_PASSWORD, unnamedPassword]],
  [
    /(?:user|name|login)\s?[/:]\s?pass|basic auth|(?:credentials|daten|identifiants|credenciales|credenziali|login): /i,
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
    /login|requirepass|masterauth|AUTH|PSK|wpa_|shared[- ]key|snmp|radius|pw |auth_pass|shared_key|_secret |password |on >|PASS|LOGIN|USING|EAP|XAUTH|NTLM|PIN/,
    [PLAIN, valueIf((shown) => !isProse(shown) && !MECHANISM.test(shown) && !/^[<>=]/.test(shown))],
  ],
  [/stats auth|login=|BUNDLE_/, [PAIRED, anyValue]],
  [/mnemonic|phrase/i, [PHRASE, charactersOf((text, at) => endOfLine(text, at) - at)]],
  [/:(?:\d{2,5}|\*):/, [PGPASS, anyValue]],
];

/** Taken apart once, and not for each text. */
const proseRules = PROSE_RULES.map(([mayMatch, ...rules]) => ({ mayMatch, rules }));

export function findProse(text: string, mark: MarkSecret): void {
  for (const { mayMatch, rules } of proseRules) {
    if (!mayMatch.test(text)) continue;
    for (const [pattern, markBehind] of rules) each(text, pattern, markBehind(text, mark));
  }
  if (text.includes('\n')) findColumns(text, mark);
}

/** Tables: a column's name stands in the line above. */
function findColumns(text: string, mark: MarkSecret): void {
  const isKeyed = /^[ \t]*(?:key|name|property|field|setting)(?: {2,}|\t+)values?\b/im.test(text);
  for (const { 0: line, 1: name, index } of text.matchAll(
    /^[ \t]*([\w.-]{1,60})(?: {2,}|\t+)(?=\S+[ \t]*$)/gm,
  )) {
    const strength = strengthOf(name!);
    const isTold = isKeyed
      ? strength === 'sure' || strength === 'single'
      : /passw(?:or)?d$|pwd$|(?:api|secret|access)_?key$/i.test(name!);
    const value = isTold ? readValue(text, index + line.length) : undefined;
    if (
      value &&
      !isHarmless(text.slice(value.from, value.to)) &&
      !strengthOf(text.slice(value.from, value.to))
    )
      mark(value.from, value.to);
  }
  const heading = /^.*\b(?:password|passwd|secret|token|api[ _-]?key)\b.*$/gim;
  let done = 0;
  for (const { 0: line, index } of text.matchAll(heading)) {
    // A row of the table before
    if (index < done) continue;
    const divider = line.includes('|')
      ? '|'
      : line.includes('\t')
        ? '\t'
        : (/^\w{1,40}([,;])[\w,;]{2,400}\r?$/.exec(line)?.[1] ?? '  ');
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
      done = from;
    }
  }
}

const CELLS: Readonly<Record<string, RegExp>> = {
  '  ': /\S+(?: \S+)*/g,
  '|': /[^|\s][^|]*/g,
  '\t': /[^\t]+/g,
  ',': /"[^"]*"|[^,]+/g,
  ';': /"[^"]*"|[^;]+/g,
};

function splitLine(line: string, divider: string): { at: number; text: string }[] {
  const cells: { at: number; text: string }[] = [];
  const cell = CELLS[divider]!;
  // What stands before a table with borders is no cell.
  const from = divider === '|' && /\|\s*$/.test(line) ? line.indexOf('|') : 0;
  for (const { 0: found, index } of line.matchAll(cell))
    if (index >= from) cells.push({ at: index, text: found.trimEnd() });
  return cells;
}
