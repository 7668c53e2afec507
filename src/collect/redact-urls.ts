/** Finds credentials in addresses: URLs, DSNs of drivers, webhooks whose path is the secret. */
import { isHarmless, matchesOf, type MarkSecret } from './redact-values.ts';
import { isRandom } from './redact-tokens.ts';

const LONGEST_URL = 600;

/** `scheme://user:password@host`. A password may hold any character but white space. */
function findUserinfo(text: string, mark: MarkSecret): void {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    const rest = text.slice(start, start + LONGEST_URL);
    // The next URL, or the end of a quoted one, ends this one.
    const end = /\s|:\/\/|\\*["'][,;)\]}\s]|\\*["']$|[<>|]/.exec(rest)?.index ?? rest.length;
    const token = rest.slice(0, end);
    const plain = /^[^/?#]*/.exec(token)![0].lastIndexOf('@');
    const sign = plain === -1 ? signBehindPath(token) : plain;
    if (sign < 1 || /^@sha\d+:/.test(token.slice(sign))) continue;
    const colon = token.indexOf(':');
    const [from, to] = colon !== -1 && colon < sign ? [colon + 1, sign] : [0, sign];
    const shown = token.slice(from, to);
    if (shown === '' || isHarmless(shown)) continue;
    // A name before the sign is a user, and a long one is a token.
    if (from === 0 && !(isRandom(shown) || /^[0-9a-f]{32,}$/.test(shown))) continue;
    mark(start + from, start + to);
  }
}

/** A password with a slash. But after a port, a path begins: `http://localhost:8080/path@x`. */
function signBehindPath(token: string): number {
  if (!/^[^:/?#[\]]*:(?!\d*(?:[/?#]|$))/.test(token)) return -1;
  const sign = token.lastIndexOf('@');
  return /^@[\w[][\w.:,[\]-]*(?:[/?#]|$)/.test(token.slice(sign)) ? sign : -1;
}

/**
 * Patterns, and before them what a text with a match holds. Most texts with a slash have a path, or a name with its
 * namespace. Most texts with an `@` are images with their digests.
 */
const PATTERNS: readonly (readonly [mayMatch: RegExp, ...patterns: RegExp[]])[] = [
  // user:password@tcp(host), as database drivers write it
  [
    /@(?!sha\d+:)/,
    /(?<kept>(?:^|[\s"'=(])(?!(?:e?mail|mailto|user(?![^\s:@]*:[^\s@]*@(?:tcp|unix|udp)\()|contact|from|to|owner|author|username|sip|acct|principal|subject):)[\w.-]{1,80}:)(?!\[redacted\]@|\/\/)[^\s:@/"'[\]]{1,200}(?=@(?!sha\d+:)[\w([])/gi,
  ],
  // jdbc:oracle:thin:user/password@, sqlplus user/password@
  [
    /\b(?:thin|oci|sql|expdp|impdp|rman|exp|imp)/i,
    /(?<kept>\b(?:thin|oci|sqlplus|sqlldr|expdp|impdp|rman|exp|imp)[:\s](?:target\s)?["']?[\w.$#-]{1,60}\/)(?!\[redacted\])[^\s@/"']{1,100}(?=@|["']?(?:\s|$))/gi,
  ],
  // the same where somebody connects or logs in, or where a port follows. But `HTTP/host@REALM.EXAMPLE` is a principal
  [
    /@/,
    /(?<kept>\b(?:connect(?:ing|ed)?(?: as| to| with)?|log(?:ging |ged )?(?:in|on)(?: failed| denied| refused)?(?: for| as| with)?|user(?:id|name)?\s?=|dsn\s?[:=])\s{0,2}["']?[\w.$#-]{1,60}\/"?)(?!\[redacted\])[^\s@/"']{3,100}(?="?@(?!v?\d|[A-Z0-9-]+\.[A-Z.]+\b)[\w/])/gi,
  ],
  [
    /@[\w./-]{1,102}:\d{4,5}[:/]/,
    /(?<kept>(?:^|[\s"'=(])[\w$#]{1,60}\/"?)(?!\[redacted\])[^\s@/:"']{3,100}(?="?@(?:\/\/)?[\w.-]{1,100}:\d{4,5}[:/]\w)/g,
  ],
  // the map of a mail server: `[mail.example]:587 bob:password`
  [
    /\]:\d/,
    /(?<kept>\[[\w.-]{1,100}\.[a-z][\w-]{1,30}\]:\d{2,5}\s{1,8}[\w.@-]{1,80}:)(?!\[redacted\]|\s)\S{3,100}(?=\n|$)/g,
  ],
  // a key that is called an identifier
  [/appid/i, /(?<kept>[?&]appid=)[0-9a-f]{32}(?![\w-])/gi],
  [/neo4j/i, /(?<kept>\bneo4j\/)(?<=(?:_AUTH|\bauth)\s?[=:]\s?["']?neo4j\/)(?!\[redacted\])[^\s"']{3,100}/gi],
  [
    /victorops|loggly|hook|incoming|push|ping|telegram|pagerduty|ifttt|opsgenie|hchk|betterstack|snitch|nosnch|cronitor/i,
    /(?<kept>\b(?:alert\.victorops\.com\/integrations\/\w+\/\d+\/alert|logs-\d+\.loggly\.com\/(?:inputs|bulk)|webhook\.site)\/)(?!\[redacted\])[\w-]{16,}/g,
    /(?<kept>\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)(?!\[redacted\])[\w/-]+/g,
    /(?<kept>\bdiscord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/)(?!\[redacted\])[\w/-]+/g,
    /(?<kept>\boffice(?:365)?\.com\/webhook(?:b2)?\/)(?!\[redacted\])[^\s"'<>]+/g,
    /(?<kept>\bapi\.telegram\.org\/(?:file\/)?bot)(?!\[redacted\])[\w:-]+/g,
    /(?<kept>\b(?:hooks\.zapier\.com\/hooks\/\w+\/\d+|events\.pagerduty\.com\/(?:integration|x-ere)|maker\.ifttt\.com\/trigger\/[\w-]+\/(?:json\/)?with\/key|api\.opsgenie\.com\/v1\/json\/\w+|open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook|hc-ping\.com|hchk\.io|uptime\.betterstack\.com\/api\/v1\/heartbeat|sentry\.io\/api\/hooks\/[\w/]+|outlook\.office\.com\/webhook|deadmanssnitch\.com|nosnch\.in|cronitor\.link|healthchecks\.io\/ping)\/)(?!\[redacted\])[\w-]+(?:\/[\w-]{8,})*/g,
    // any host: /hooks/…, /webhook/…, /api/push/…
    /(?<kept>\/(?:hooks?|web-?hooks?|incoming|push|ping)\/)(?=[\w-]*\d)(?=[\w-]{16})(?!\[redacted\])[\w-]+(?:\/[\w-]{8,})*/g,
  ],
];

/** Taken apart once, and not for each text. */
const addressPatterns = PATTERNS.map(([mayMatch, ...patterns]) => ({ mayMatch, patterns }));

export function findAddresses(text: string, mark: MarkSecret): void {
  findUserinfo(text, mark);
  for (const { mayMatch, patterns } of addressPatterns) {
    if (!mayMatch.test(text)) continue;
    for (const pattern of patterns)
      for (const { 0: found, index, groups } of matchesOf(text, pattern))
        mark(index + (groups?.kept?.length ?? 0), index + found.length);
  }
}
