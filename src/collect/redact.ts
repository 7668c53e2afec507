/**
 * Takes credentials out of free text (messages, arguments, URLs, images, labels). The allow-list of fields is the first
 * protection; this is only the second. A credential that looks like an ordinary word stays.
 */

const MARK = '[redacted]';
/** Before a value: the value has not been redacted yet. */
const FRESH = String.raw`(?!\[redacted\])`;
/** A quoted value. The quotes may be escaped, as in JSON within a message. */
const QUOTED = String.raw`(?<quote>\\?["'])${FRESH}(?:(?!\k<quote>).)+`;
/** A value up to the next separator. */
const BARE = String.raw`${FRESH}[^\s"',;&)}\\]+`;
/** Endings of names whose values are credentials: `DB_PASSWORD`, `SMTP_PASS`, `apiKey`, `x-api-key`, `AccountKey`, … */
const NAME = String.raw`(?:passw(?:or)?d|(?<=[_-])pass|requirepass|masterauth|rediscli_auth|passphrase|pwd|secret|token|credentials?|(?:api|access|account|private|secret|encryption|shared|session|signing)[_-]?(?:access[_-]?)?key)(?:[_-]?(?:id|value|data|base64|b64))?`;
const SCHEME = String.raw`(?:(?:basic|bearer|digest|negotiate|token|aws4-hmac-sha256)\s+)?`;
const rule = (source: string, flags = 'gi') => new RegExp(source, flags);

/** Between a program and its option, within one command. */
const GAP = String.raw`\\?["']?\s(?:[^\n|;&]{0,200}\s)?\\?["']?`;
const after = (option: string) =>
  rule(String.raw`(?<=\b${option})(?!-)(?:${QUOTED}|${FRESH}[^\s"'\\]+)`, 'g');

/**
 * Options that mean a password only for these programs: elsewhere `-p` is a port and `-a` means all. Repetitions are
 * bounded, because each is tried backwards from every place of a text.
 */
const PROGRAM_RULES: readonly RegExp[] = [
  // MySQL's -p takes the password without a space; with a space, the next word is the database
  after(`(?:mysql|mariadb)(?:-?(?:admin|binlog|check|dump|import|pump|sh|show|slap))?${GAP}-p`),
  after(String.raw`(?:redis|valkey|keydb)-cli${GAP}-a["']?\s{1,4}`),
  after(String.raw`(?:mongosh|mongo(?:dump|export|import|restore))${GAP}-p["']?\s{0,4}`),
  // Directly after the program, because sshpass often starts `ssh -p 2222`
  after(String.raw`sshpass["']?\s{1,4}["']?-p["']?\s{0,4}`),
  after(String.raw`curl${GAP}-u[\w.@-]{1,64}:`),
];

/**
 * Each rule finds one sort of credential; `kept` is what stays before the credential. Every repetition is bounded, or
 * cannot overlap with its neighbours. Hostile text therefore takes only linear time.
 */
const RULES: readonly RegExp[] = [
  // PEM, even if its end was cut off
  /(?<kept>-----BEGIN [A-Z0-9 ]{1,40}-----)(?!\[redacted\])[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
  // scheme://user:password@host, scheme://:password@host; but not an image's name:tag@sha256:
  /(?<kept>:\/\/[^\s:@/?#"']*:)(?!\[redacted\]@)[^\s/?#"']+(?=@(?!sha\d+:))/g,
  // user:password@tcp(host), as database drivers write it
  /(?<kept>(?:^|[\s"'=(])[\w.-]+:)(?!\[redacted\]@|\/\/)[^\s:@/"']+(?=@(?!sha\d+:)[\w([])/g,
  rule(
    String.raw`(?<kept>\bauthorization\\?["']?\s*[:=]\s*\\?["']?(?!${SCHEME}\[redacted\])${SCHEME})[^\s"',;\\]+`,
  ),
  /(?<kept>\b(?:bearer|basic)\s+)(?=[\w+/.~=-]*\d|[\w+/.~=-]{20})[\w+/.~=-]{8,}/gi,
  // JSON Web Tokens
  /\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)*/g,
  // AWS, Google, GitHub, GitLab, npm, Stripe, Slack
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/g,
  /\b(?:AIza[\w-]{30,}|ya29\.[\w-]{10,}|GOCSPX-[\w-]{10,})/g,
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|npm_\w{30,}|[sr]k_live_\w{10,})/g,
  /\b(?:xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{8,})/g,
  /(?<kept>\bhooks\.slack\.com\/(?:services|workflows)\/)(?!\[redacted\])[\w/-]+/g,
  // Azure's shared access signatures, and signed URLs of AWS and Google
  /(?<kept>(?:^|[?&;\s"'])(?:sig|x-amz-signature|x-amz-credential|x-goog-signature)=)(?!\[redacted\])[^\s&"']+/gi,
  // password=…, --token=…, "api_key":"…"
  rule(String.raw`(?<kept>${NAME}\\?["']?\s*=\s*)(?:${QUOTED}|${BARE})`),
  rule(String.raw`(?<kept>${NAME}\\?["']?\s*:\s*)${QUOTED}`),
  // password: …, and other names if the value does not look like prose ("invalid token: expired")
  rule(String.raw`(?<kept>(?:passw(?:or)?d|passphrase|pwd)\s*:\s*)${FRESH}[^\s"',;&)}]+`),
  rule(String.raw`(?<kept>${NAME}\\?["']?\s*:\s*)${FRESH}(?=[^\s"',;]*\d|[^\s"',;]{16})[^\s"',;&)}]{6,}`),
  // X-Api-Key: …, as headers are written
  rule(
    String.raw`(?<kept>\b(?:x-[\w-]{0,40}?(?:key|token|secret)|private-token)\s*:\s*)${FRESH}[^\s"',;&)}\\]+`,
  ),
  // --password …, -u user:password; but not --user=1000:1000
  rule(String.raw`(?<kept>(?:^|[\s"'])--?[\w.-]{0,40}?${NAME}\s+)${FRESH}[^\s"',;-][^\s"',;]*`),
  /(?<kept>(?:^|\s)(?:-u|--user)[\s=]+(?!\d+:\d+(?:["'\s]|$))[^\s:"']+:)(?!\[redacted\])[^\s"']+/g,
  ...PROGRAM_RULES,
];

/** Whether a text can hold anything that a rule finds. Nearly all texts stop at this one check. */
const SUSPICIOUS =
  /pass|pwd|secret|token|credential|key|auth|bearer|basic|eyJ|-----BEGIN|A(?:KIA|SIA|ROA|IDA)|AIza|ya29|GOCSPX|gh[pousr]_|github_pat|glpat|npm_|k_live_|xox|xapp|hooks\.slack|sig=|signature=|:[^\s/@]{1,200}@|-u|--user|mysql|mariadb|-cli|mongo/i;

/** The text without its credentials, and their number. Redacting twice changes nothing. */
export function redact(text: string): { text: string; count: number } {
  if (!SUSPICIOUS.test(text)) return { text, count: 0 };
  let count = 0;
  let result = text;
  // The result of one rule can match another rule, so repeat until nothing is found.
  for (let before = ''; before !== result;) {
    before = result;
    for (const find of RULES) {
      result = result.replace(find, (...match: unknown[]) => {
        count += 1;
        // If a rule has named groups, they come last.
        const groups = match.at(-1);
        const { kept = '', quote = '' } = (typeof groups === 'object' ? groups : {}) as Record<
          string,
          string
        >;
        return kept + quote + MARK;
      });
    }
  }
  return { text: result, count };
}

const OPTION = new RegExp(String.raw`^--?[\w.-]*${NAME}$`, 'i');
const USER_OPTION = /^(?:-u|--user)$/;

/** How many characters of the words before a rule may look at. */
const CONTEXT = 300;

/**
 * Redacts a list of words (command, args), where an option and its value can be neighbours.
 * @param before the words before them on the command line
 */
export function redactWords(
  words: readonly string[],
  before: readonly string[] = [],
): { words: string[]; count: number } {
  let count = 0;
  let previous = before.at(-1) ?? '';
  let line = before.join(' ').slice(-CONTEXT);
  const result = words.map((word) => {
    const redacted = redactWord(word, previous, line);
    count += redacted.count;
    previous = redacted.text;
    line = `${line} ${previous}`.slice(-CONTEXT);
    return previous;
  });
  return { words: result, count };
}

function redactWord(word: string, previous: string, line: string): { text: string; count: number } {
  if (OPTION.test(previous) && !word.startsWith('-') && word !== MARK) return { text: MARK, count: 1 };
  if (USER_OPTION.test(previous) && isUserAndPassword(word)) {
    return { text: `${word.slice(0, word.indexOf(':'))}:${MARK}`, count: 1 };
  }
  for (const find of PROGRAM_RULES) {
    find.lastIndex = line.length + 1;
    const at = (find.exec(`${line} ${word}`)?.index ?? 0) - line.length - 1;
    // The rest of the word is the value, with its spaces. But a word can also be a whole script.
    if (at === 0 || (at > 0 && word.startsWith('-'))) return { text: word.slice(0, at) + MARK, count: 1 };
  }
  return redact(word);
}

/** But not user and group: `1000:1000`. */
const isUserAndPassword = (word: string) =>
  word.includes(':') && !word.endsWith(`:${MARK}`) && !/^\d+:\d+$/.test(word);
