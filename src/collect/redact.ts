/**
 * Takes credentials out of free text (messages, arguments, URLs, images, labels). A net under the allow-list of
 * fields, not a promise: what looks like an ordinary word stays.
 */

const MARK = '[redacted]';
/** Stands before a value: it is not one that was taken out already. */
const FRESH = String.raw`(?!\[redacted\])`;
/** A value in quotes, escaped ones too, as in JSON within a message. */
const QUOTED = String.raw`(?<quote>\\?["'])${FRESH}(?:(?!\k<quote>).)+`;
/** A value up to the next separator. */
const BARE = String.raw`${FRESH}[^\s"',;&)}\\]+`;
/** Names whose values are credentials, as they end: `DB_PASSWORD`, `apiKey`, `x-api-key`, `AccountKey`, … */
const NAME = String.raw`(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|(?:api|access|account|private|secret|encryption|shared|session|signing)[_-]?(?:access[_-]?)?key)(?:[_-]?(?:id|value|data|base64|b64))?`;
const SCHEME = String.raw`(?:(?:basic|bearer|digest|negotiate|token|aws4-hmac-sha256)\s+)?`;
const rule = (source: string, flags = 'gi') => new RegExp(source, flags);

/**
 * Each finds one sort of credential; `kept` is what stays before it. Every repetition is bounded or cannot
 * overlap with its neighbours, so that hostile text costs no more than its length.
 */
const RULES: readonly RegExp[] = [
  // PEM, also when it was cut off before its end
  /(?<kept>-----BEGIN [A-Z0-9 ]{1,40}-----)(?!\[redacted\])[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
  // scheme://user:password@host, scheme://:password@host; an image's name:tag@sha256: is none
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
  /(?<kept>[?&;\s](?:sig|x-amz-signature|x-amz-credential|x-goog-signature)=)(?!\[redacted\])[^\s&"']+/gi,
  // password=…, --token=…, "api_key":"…"
  rule(String.raw`(?<kept>${NAME}\\?["']?\s*=\s*)(?:${QUOTED}|${BARE})`),
  rule(String.raw`(?<kept>${NAME}\\?["']?\s*:\s*)${QUOTED}`),
  // password: …, and other names where the value does not look like prose ("invalid token: expired")
  rule(String.raw`(?<kept>(?:passw(?:or)?d|passphrase|pwd)\s*:\s*)${FRESH}[^\s"',;&)}]+`),
  rule(String.raw`(?<kept>${NAME}\\?["']?\s*:\s*)${FRESH}(?=[^\s"',;]*\d|[^\s"',;]{16})[^\s"',;&)}]{6,}`),
  // --password …, -u user:password
  rule(String.raw`(?<kept>(?:^|[\s"'])--?[\w.-]{0,40}?${NAME}\s+)${FRESH}[^\s"',;-][^\s"',;]*`),
  /(?<kept>(?:^|\s)(?:-u|--user)[\s=]+[^\s:"']+:)(?!\[redacted\])[^\s"']+/g,
];

/** Whether a text can hold anything that a rule finds. Nearly none does, and this is all that those cost. */
const SUSPICIOUS =
  /pass|pwd|secret|token|credential|key|authorization|bearer|basic|eyJ|-----BEGIN|A(?:KIA|SIA|ROA|IDA)|AIza|ya29|GOCSPX|gh[pousr]_|github_pat|glpat|npm_|k_live_|xox|xapp|hooks\.slack|sig=|signature=|:[^\s/@]{1,200}@|-u|--user/i;

/** The text without the credentials that it showed, and how many those were. Redacting twice changes nothing. */
export function redact(text: string): { text: string; count: number } {
  if (!SUSPICIOUS.test(text)) return { text, count: 0 };
  let count = 0;
  let result = text;
  // What one rule leaves can complete what another looks for, so go on until nothing is found.
  for (let before = ''; before !== result;) {
    before = result;
    for (const find of RULES) {
      result = result.replace(find, (...match: unknown[]) => {
        count += 1;
        // The named groups come last, where a rule has any.
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

/** Redacts a list of words (command, args), where an option and its value can be neighbours. */
export function redactWords(words: readonly string[]): { words: string[]; count: number } {
  let count = 0;
  const result = words.map((word, index) => {
    const before = words[index - 1] ?? '';
    if (OPTION.test(before) && !word.startsWith('-') && word !== MARK) {
      count += 1;
      return MARK;
    }
    if (USER_OPTION.test(before) && word.includes(':') && !word.endsWith(`:${MARK}`)) {
      count += 1;
      return `${word.slice(0, word.indexOf(':'))}:${MARK}`;
    }
    const redacted = redact(word);
    count += redacted.count;
    return redacted.text;
  });
  return { words: result, count };
}
