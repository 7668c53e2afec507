/** Which names announce a secret: `DB_PASSWORD`, `clientSecret`, `x-api-key`, `salt`. */

/**
 * How sure a name is. `sure`: any value is a secret. `single`: a common word (`token`, `secret`), whose value may be a
 * name or prose. `weak`: a word of many meanings (`key`, `code`), whose value tells.
 */
export type KeyStrength = 'sure' | 'single' | 'weak';

/** Words for passwords, also at the end of a longer word: `PGPASSWORD`, `dbpwd`. */
const PASSWORD =
  /(?:passw(?:or)?d|passwrd|passphrase|passcode|(?<!\p{L})passw|passwort|kennwort|pwd|pswd|psw|kodeord|adgangskode|contrase[nñ]a|motdepasse|mdp|wachtwoord|senha|has[lł]o|l[oö]senord|parola|salasana|jelsz[oó]|пароль|密码|密碼|口令|パスワード|비밀번호|암호|(?<!\p{L})clave|contrasenya|heslo|geslo|lozinka|şifre|sifre|parool|slaptažodis|khẩu|รหัสผ่าน|المرور|السر|סיסמה|סיסמא|requirepass|masterauth|secretaccesskey|rediscliauth|pass(?:word)?hash|pwhash|bindpw|rootpw|samlresponse|samlassertion)$/u;
/** `pass` at the end of a word means a password only after these. */
const PASS =
  /(?:^|db|user|root|admin|my|smtp|mail|ftp|ldap|bind|store|key|sql|redis|pg|ssh|http|auth|login|client|cert|proxy|rabbit|mqtt|es|mongo)(?:pass|pw)$/;
const NAMED =
  /(?:secrets?|tokens?|credentials?|creds?|(?:api|access|account|private|secret|encryption|shared|session|signing|master|licen[sc]e|auth|app|subscription|storage|deploy|webhook|stream)key|authident)$/;
const SINGLE = /^(?:secrets?|tokens?|credentials?|creds?)$/;
/** Before `key`: a key that opens something. */
const OPENING = new Set(
  'api app application access account private secret encryption encrypt encrypted decryption shared session signing sign signature master license licence auth authentication authorization storage subscription deploy ssh tls ssl hmac jwt jwk webhook crypt cipher aes rsa ed25519 service admin root client consumer sas integration ingest ingestion insert write server unseal recovery bootstrap symmetric instrumentation activation product cookie csrf pem psk preshared gpg pgp age vapid fernet rails sendgrid stripe openai anthropic datadog dd newrelic pagerduty mailgun twilio algolia sentry segment firebase gcp aws azure s3 minio seal device peer wireguard host pass'.split(
    ' ',
  ),
);
/** Words after the name that change nothing: `PASSWORD_OLD`, `secret.value`. */
const SUFFIX = new Set(
  'value val data base64 b64 hash hashed plain plaintext text string str env old new current previous prev next primary secondary default raw enc encrypted confirm confirmation base input'.split(
    ' ',
  ),
);
/** Before `code`: it lets somebody in. */
const OTP_CODE =
  /^(?:mfa|2fa|tfa|otp|totp|pin|verification|verify|recovery|backup|sms|security|activation|confirmation|time|onetime|unlock|access|pairing)codes?$/;
/** Before `token`: a part of a text, or a place in a list. */
const COUNTED = new Set(
  'max min prompt total next sync num n completion input output cached continue continuation page cancellation unexpected bos eos pad position new remaining per used limit session_count unk mask sep cls special stop first last'.split(
    ' ',
  ),
);
/** Before `secret`: the name of a Secret follows. */
const REFERRED = new Set('tls image pull cert ssl ca imagepull registry existing'.split(' '));
const WEAK =
  /^(?:key|auth|authorization|authentication|salt|pepper|licen[sc]e|otp|totp|pin|signature|sig|jwt|sas|bearer|session|sessionid|sessid|sid|phpsessid|jsessionid|csrf|xsrf|csrftoken|seed|psk|code|pass|pw|p|cookie|webhook|hmac|login|pat)$/;
/** Words with few meanings: after a `=`, any value of theirs is a secret. */
const TELLING =
  /^(?:salt|pepper|licen[sc]e|otp|totp|pin|signature|sig|jwt|sas|sessionid|sessid|phpsessid|jsessionid|csrf|xsrf|psk|pass|pw)$/;
const SESSION_ID = /^sess(?:ion)?id$/;
/** Signed URLs of AWS and Google, and names that no other rule knows. */
const WHOLE =
  /(?:^|_)(?:(?:amz|goog)_(?:signature|credential)|oauth_(?:signature|consumer_key)|pass_phrase)$/;

const known = new Map<string, KeyStrength | undefined>();

/** @param name an identifier in any casing */
export function strengthOf(name: string): KeyStrength | undefined {
  const found = known.get(name);
  if (found !== undefined || known.has(name)) return found;
  if (known.size >= 5000) known.clear();
  const strength = judgeName(name);
  known.set(name, strength);
  return strength;
}

export const isTelling = (name: string) => {
  const words = toWords(name);
  return TELLING.test(words.at(-1) ?? '') || SESSION_ID.test(words.slice(-2).join(''));
};

/** `tlsSecret`, `existingSecret`: the name of a Secret follows. */
export const isReference = (name: string) => {
  const words = toWords(name);
  return /^secrets?$/.test(words.at(-1) ?? '') && REFERRED.has(words.at(-2) ?? '');
};

const toWords = (name: string): string[] =>
  name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');

function judgeName(name: string): KeyStrength | undefined {
  const words = toWords(name);
  while (words.length > 1 && (SUFFIX.has(words.at(-1)!) || /^\d+$/.test(words.at(-1)!))) words.pop();
  const last = (words.at(-1) ?? '').replace(/(?<=\p{L}{3})\d{1,2}$/u, '');
  const before = words.at(-2) ?? '';
  const both = before + last;
  if (/passwords$/.test(last)) return 'single';
  // programs that change passwords
  if (/^(?:ch|ht|yp|k|vnc|smb|mk|slap|g|lp)passwd$/.test(last)) return undefined;
  if (PASSWORD.test(last) || PASSWORD.test(both) || WHOLE.test(words.join('_'))) return 'sure';
  if (/(?:pass|pw)$/.test(last) && last !== 'pass' && last !== 'pw')
    return PASS.test(last) ? 'sure' : undefined;
  if (NAMED.test(last) || NAMED.test(both)) return judgeNamed(last, before, words.length);
  if (last === 'key' && OPENING.has(before)) return 'sure';
  if (OTP_CODE.test(both)) return 'sure';
  // Consul, Nomad and Vault: the secret itself. For AWS, it is the name of one.
  if (both === 'secretid') return 'weak';
  if (SESSION_ID.test(both)) return 'weak';
  if (!WEAK.test(last)) return undefined;
  return words.length > 1 && TELLING.test(last) ? 'sure' : 'weak';
}

function judgeNamed(last: string, before: string, length: number): KeyStrength | undefined {
  if (/tokens?$/.test(last) && COUNTED.has(before)) return undefined;
  if (/secrets?$/.test(last) && REFERRED.has(before)) return 'single';
  // Also the name of an object (`external-secrets`), or of a type (`v1.Secret`).
  if (/(?:secrets|credentials|creds|tokens)$/.test(last) || /^v\d/.test(before)) return 'single';
  return length === 1 && SINGLE.test(last) ? 'single' : 'sure';
}
