/**
 * Finds what looks like a secret by itself: vendors' credentials, keys, hashes of passwords, random words. Known
 * identifiers stay: UIDs, digests, container ids, hashes in names.
 */
import { matchesOf, type MarkSecret } from './redact-values.ts';
import { endOfVendorToken } from './redact-vendors.ts';

/**
 * Runs of characters of tokens; base64 and its variant for URLs are among them. Without the look behind, a word that is
 * too short would be read again from each of its letters.
 */
const RUN = /(?<![A-Za-z0-9_+/=~.$-])[A-Za-z0-9_+/=~.$-]{12,}/g;
/** The words of a run, and the segments of a name. */
const WORD = /(?<![A-Za-z0-9_=~+-])[A-Za-z0-9_=~+-]{12,}/g;
const SEGMENT = /(?<![a-z0-9])[a-z0-9]{20,}/g;
const UUID = /[0-9a-f]{8}([-_])[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}/gi;
/** `revision=…`: the name before a value that may itself end with `=`. */
const ASSIGNED = /^[\w.-]{1,60}=(?!=*$)/;
const HEX = /^(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)$/;
/** Before a hexadecimal number: it is an identifier. */
const IDENTIFIED =
  /(?:sha-?\d*|md5|blake\w*|digest|commit|revision|rev|sandbox|container|containerd|docker|cri-?o|task|shim|image|layer|snapshot|checksum|etag|trace|span|request|correlation|member|fingerprint|serial|thumbprint|overlay2|containers|sandboxes|cluster|peer|machine|boot|system|instance|object|hash|build|deployed|operation|sync|to|worker|master|branch|tag|main|(?:^|[^a-z])id|[a-z_]id|traceparent: 00|b3|reserved for|revision:?\s?[^\s"']{1,60})[^\p{L}\p{N}]{1,6}$/iu;
/** Before a word that looks random: it is an identifier of a request, a fingerprint, a digest of a package. */
const LABELLED =
  /(?:(?:request|trace|correlation|transaction|operation|event|message|host|job|run|task)[-_ ]?id["']?\s?[:=]\s?["']?|\b(?:SHA\d{1,3}|MD5):|\bsha(?:256|384|512)-)$/i;
const SYSTEM_PATH = /(?:^|[\s"'=:(])\/(?:var|run|sys|proc|kubepods)[^\s"']{0,300}$/;
/** An image's tag is often a commit. */
const IMAGE_TAG = /[\w-]+(?:[./:][\w.-]+){0,6}\/[\w.-]+:(?:[\w.]+-)?$/;

/** Pairs of letters that are common in English and in names of programs. */
const PAIRS =
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke ui fr oo ag if up ds cl ck ap ui by ub be ku et es rv vi vo um cr ea eg ag od do sc sk sp sw tw br dr gr qu ue ye my pu bu lu du fu mu nu ju ja jo js gi go ga ha hu hy ip io ks ob oc od og ok ov pi pt rc rd rg rk rm rn rr sm sn ud ug uc um ye ys xt xp lt lk ll lm ln ls ft ff gs gn nk nf nv dd ep eb ef ek eq ew ey af ah ak au av aw az ib ik ip ir iz oa ob oi cs ct cu cy mb mm nn pp tt bo ba bi da fa ka ki ko va vs wn wr za ze zo';
const COMMON = new Uint8Array(26 * 26);
for (const pair of PAIRS.split(' ')) COMMON[(pair.charCodeAt(0) - 0x61) * 26 + pair.charCodeAt(1) - 0x61] = 1;

/** Only hostile runs have more places where a token can begin. */
const MOST_STARTS = 64;
const SIGNS = '/=.~+$';

interface TokenOptions {
  /** False for values that are no prose, such as labels and images: there, only known formats count. */
  strange: boolean;
  /** Whether a word is a name of the cluster's own objects. */
  isName: (word: string) => boolean;
}

export function findTokens(text: string, { strange, isName }: TokenOptions, mark: MarkSecret): void {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    let done = index;
    for (const at of startsIn(run)) {
      const from = index + at;
      if (from < done) continue;
      const end = endOfVendorToken(text, from);
      if (end === undefined || isName(text.slice(from, end))) continue;
      mark(from, end);
      done = end;
    }
    if (strange && done < index + run.length) findStrange(text, done, run.slice(done - index), isName, mark);
  }
  if (strange) findSigned(text, isName, mark);
  if (!MAY_HAVE_FORMAT.test(text)) return;
  for (const find of FORMATS) {
    for (const { 0: found, index, groups } of matchesOf(text, find))
      mark(index + (groups?.kept?.length ?? 0), index + found.length);
  }
}

/** A word with signs in it, such as a made-up password. */
function findSigned(text: string, isName: (word: string) => boolean, mark: MarkSecret): void {
  if (!/[!#%^&*]/.test(text)) return;
  for (const { 0: word, index } of text.matchAll(
    /(?<![^\s"'`=(:])[A-Za-z0-9!#$%^&*@?~_+-]{12,64}(?![^\s"'`),.;])/g,
  ))
    if (
      /[A-Za-z0-9][!#$%^&*]+[A-Za-z0-9]/.test(word) &&
      /\d|[!#$%^&*].*[!#$%^&*]|^[^!#$%^&*]{1,3}[!#$%^&*]/.test(word) &&
      /[A-Z]/.test(word) &&
      isRandom(word.padEnd(16, '#')) &&
      !isName(word)
    )
      mark(index, index + word.length);
}

/** Where a token can begin within a run: after a sign, or after a hyphen if a prefix follows. */
function startsIn(run: string): number[] {
  const starts = [0];
  for (let at = 1; at < run.length - 8 && starts.length < MOST_STARTS; at += 1) {
    const before = run[at - 1]!;
    if (before === '-') {
      if (/^[A-Za-z]/.test(run[at]!) && /[_A-Z]/.test(run.slice(at, at + 4))) starts.push(at);
    } else if (SIGNS.includes(before)) starts.push(at);
  }
  return starts;
}

const FORMATS: readonly RegExp[] = [
  // crypt(3), argon2, htpasswd
  /(?:\$(?:1|2[abxy]?|5|6|y|gy|7|apr1|sha1|md5|P|H)\$[\w./$]{8,}|\$(?:argon2\w{0,2}|scrypt|pbkdf2[\w-]{0,16})\$[\w./$=,+-]{8,})/g,
  /\b(?:pbkdf2_sha\d+|bcrypt_sha256|argon2|scrypt)\$[\w./$=,+-]{16,}/g,
  /(?<kept>\{(?:S?SHA\d{0,3}|SMD5|MD5|CRYPT|PBKDF2|ARGON2)\})[\w./+=$-]{8,}/g,
  /\bSCRAM-SHA-\d+\$[\w:+/=$]{16,}/g,
  // keys of products
  /\b[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3,5}\b/g,
  // Dovecot's schemes of passwords that are not hashed
  /(?<kept>\{(?:PLAIN|CLEARTEXT|CLEAR|PLAIN-MD5|NTLM|LANMAN)\})[^\s:"']{3,}/g,
  // htpasswd with crypt(3) of old: the whole line
  /(?<=^|\n|: )(?<kept>[\w.-]{1,40}:)(?=[./A-Za-z0-9]*[a-z])(?=[./A-Za-z0-9]*[A-Z])(?=[A-Za-z]*[./0-9])[./A-Za-z0-9]{13}(?=\n|$)/g,
  // Telegram's bots
  /\b\d{8,10}:[\w-]{34,36}(?![\w-])/g,
  // MD5 of PostgreSQL
  /\bmd5[0-9a-f]{32}\b/g,
  // a key without its header: DER in base64, OpenSSH
  /\b(?:MII[A-Za-z0-9+/]{20,}|b3BlbnNzaC1rZXkt[A-Za-z0-9+/]+)[A-Za-z0-9+/=\s\\]{0,8000}/g,
];

/** What some format needs. The colon is looked for before its digits: digests are full of digits. */
const MAY_HAVE_FORMAT =
  /\$|\{[SMCPANL]|SCRAM-|:(?<=\d{8}:)|md5[0-9a-f]|MII|b3B|:\S{13}(?:\n|$)|-[A-Z0-9]{5}-/;

/** Judges the words of a run. A path's folders are words; base64 has no words. */
function findStrange(
  text: string,
  start: number,
  run: string,
  isName: (word: string) => boolean,
  mark: MarkSecret,
): void {
  const bare = run.length < 36 ? run : run.replaceAll(UUID, (uuid) => '.'.repeat(uuid.length));
  let end = bare.length;
  while (bare[end - 1] === '.') end -= 1;
  const whole = bare.slice(0, end);
  const value = whole.replace(ASSIGNED, '');
  if (
    /[+/]/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    !/^\/|\.{2}/.test(value) &&
    isRandom(value)
  ) {
    if (LABELLED.test(text.slice(Math.max(0, start - 40), start + whole.length - value.length))) return;
    mark(start + whole.length - value.length, start + whole.length);
    return;
  }
  for (const { 0: word, index } of matchesOf(bare, WORD)) {
    const at = start + index;
    const found = strangeIn(text, at, word);
    // Names are looked up last: few words are strange.
    if (!found || isNodeId(text, at, word.length)) continue;
    const strange = word.slice(...found);
    if (!isName(strange) && !isName(word) && !isName(run)) mark(at + found[0], at + found[1]);
  }
}

/** Elasticsearch shows nodes as `{name}{id}{ephemeral id}{host}`. */
const isNodeId = (text: string, at: number, length: number) =>
  length === 22 && text.startsWith('}{', at - 2) && text[at + length] === '}';

/** The part of a word that is strange: all of it, or a segment of a name. */
function strangeIn(text: string, at: number, word: string): readonly [number, number] | undefined {
  const plain = word.replace(ASSIGNED, '');
  const from = word.length - plain.length;
  if (/^[a-z0-9_-]+$/.test(plain)) {
    for (const { 0: segment, index } of matchesOf(plain, SEGMENT)) {
      const place = at + from + index;
      const before = text.slice(Math.max(0, place - 320), place);
      const isPart = /[a-z]{2,}-$/.test(before) && !/(?:token|secret|key|password|pass)-$/.test(before);
      if (isPart || !isStrangeSegment(segment, before, text.slice(place + segment.length, place + 200)))
        continue;
      return [from + index, from + index + segment.length];
    }
    return undefined;
  }
  const before = text.slice(Math.max(0, at + from - 320), at + from);
  if (HEX.test(plain) && plain.length >= 20)
    return isStrangeSegment(plain, before, '') ? [from, word.length] : undefined;
  // Subresource integrity: `sha512-…`
  if (/^sha(?:256|384|512)-/.test(plain) || LABELLED.test(before.slice(-40))) return undefined;
  return isRandom(plain) ? [from, word.length] : undefined;
}

/** A word of small letters and digits. */
function isStrangeSegment(segment: string, before: string, after: string): boolean {
  if (/^\d+$/.test(segment)) return false;
  if (!HEX.test(segment)) return isRandom(segment);
  // What is shorter names a commit, a span or an instance.
  if (segment.replace(/^0x/, '').length < 24) return false;
  if (/^-\d+\.[\w.-]*elb\.amazonaws/.test(after)) return false;
  const near = before.slice(-48);
  if (/\.vault\.azure\.net\/(?:secrets|keys|certificates)\/[\w-]{1,127}\/$/.test(before)) return false;
  return !IDENTIFIED.test(near) && !SYSTEM_PATH.test(before) && !IMAGE_TAG.test(near);
}

/** Kinds of characters. */
const [SIGN, DIGIT, LOWER, UPPER] = [0, 1, 2, 3];

/** Letters, digits and cases in no order that a word has. */
export function isRandom(word: string): boolean {
  let length = word.length;
  while (length > 0 && word[length - 1] === '=') length -= 1;
  if (length < 16) return false;
  let [digits, uppers, lowers, changes, pairs, common] = [0, 0, 0, 0, 0, 0];
  let before = 0;
  let kindBefore = -1;
  for (let at = 0; at < length; at += 1) {
    const code = word.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === DIGIT) digits += 1;
    else if (kind === UPPER) uppers += 1;
    else if (kind === LOWER) lowers += 1;
    if (kindBefore !== -1 && kindBefore !== kind) changes += 1;
    if (kind >= LOWER && kindBefore >= LOWER) {
      pairs += 1;
      common += COMMON[letterOf(before) * 26 + letterOf(code)]!;
    }
    before = code;
    kindBefore = kind;
  }
  if (uppers + lowers < 5) return false;
  // Of the pairs of letters in words, nine of ten are common; in random letters, four of ten.
  const order = pairs < 4 ? 0.5 : common / pairs;
  const mixing = changes / (length - 1);
  if (uppers > 0 && lowers > 0) {
    if (digits === 0)
      return (length >= 24 && order < 0.65 && mixing > 0.36) || (order < 0.5 && mixing > 0.38);
    return (order < 0.72 && mixing > (length < 20 ? 0.42 : 0.33)) || (mixing > 0.48 && length >= 20);
  }
  if (digits < 2) return length >= 24 && order < (length < 28 ? 0.55 : 0.7);
  return (
    order < (length < 28 ? 0.68 : 0.8) &&
    length >= (uppers > 0 ? 16 : 20) &&
    mixing > (length < 28 ? 0.15 : 0.03)
  );
}

/** `a` and `A` are 0. */
const letterOf = (code: number) => (code | 0x20) - 0x61;

function kindOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  if (code >= 0x61 && code <= 0x7a) return LOWER;
  return code >= 0x41 && code <= 0x5a ? UPPER : SIGN;
}
