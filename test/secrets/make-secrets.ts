/** Fills formats with made-up secrets, each of which is a canary. Deterministic. */
import { openChance } from '../torture/random.ts';
import { FURTHER_FORMATS } from './further-formats.ts';
import { REAL_FORMATS } from './real-formats.ts';
import { SECRET_FORMATS } from './secret-formats.ts';

export interface PlantedSecret {
  family: string;
  format: string;
  text: string;
  /** Parts of the text that must not be shown. */
  canaries: string[];
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const ALPHABETS: Record<string, string> = {
  alnum: LOWER + UPPER + DIGITS,
  lower: LOWER + DIGITS,
  upper: `${UPPER}234567`,
  hex: '0123456789abcdef',
  digits: DIGITS,
  b64: `${LOWER}${UPPER}${DIGITS}+/`,
  b64url: `${LOWER}${UPPER}${DIGITS}-_`,
  sym: `${LOWER}${UPPER}${DIGITS}!#%^*`,
};
/** Passwords that are ordinary words: only their place tells what they are. */
const WORDS = ['swordfish', 'trustnoone', 'letmein', 'dragonfly', 'opensesame', 'monkeybusiness', 'sunshine'];

export const pickText = (random: (below: number) => number, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[random(alphabet.length)]!).join('');

function makeSecret(kind: string, argument: string, random: (below: number) => number): string {
  if (kind === 'word') return WORDS[random(WORDS.length)]!;
  if (kind === 'pw')
    return `${pickText(random, UPPER, 1)}${WORDS[random(WORDS.length)]!.slice(1, 5)}${random(90) + 10}x`;
  if (kind === 'basic') return btoa(`bob:${pickText(random, ALPHABETS.lower!, 9)}`);
  if (kind === 'b64of') return btoa(argument);
  if (kind === 'uuid') {
    const hex = pickText(random, ALPHABETS.hex!, 32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
  const alphabet = ALPHABETS[kind];
  if (!alphabet) throw new Error(`no such kind of secret: ${kind}`);
  return pickText(random, alphabet, Number(argument));
}

/** A list of formats, filled anew for each seed: by default of all. */
export function makeSecrets(seed: number, ...lists: (typeof SECRET_FORMATS)[]): PlantedSecret[] {
  const { below: random } = openChance(seed);
  const all = lists.length > 0 ? lists : [SECRET_FORMATS, FURTHER_FORMATS, REAL_FORMATS];
  return all.flatMap(Object.entries<readonly string[]>).flatMap(([family, formats]) =>
    formats.map((format) => {
      const canaries: string[] = [];
      const text = format.replaceAll(
        /\{(word|pw|basic|uuid|b64of|alnum|lower|upper|hex|digits|b64url|b64|sym)(?::([^{}]*(?:\{[^{}]*\})?[^{}]*))?\}/g,
        (_, kind: string, argument = '') => {
          const secret = makeSecret(kind, argument as string, random);
          canaries.push(secret);
          return secret;
        },
      );
      return { family, format, text, canaries };
    }),
  );
}

/** True if a text shows a canary, or the first or last eight characters of one. */
export function showsSecret(shown: string, { canaries }: PlantedSecret): boolean {
  return canaries.some((canary) =>
    [canary, ...(canary.length > 8 ? [canary.slice(0, 8), canary.slice(-8)] : [])].some((part) =>
      shown.includes(part),
    ),
  );
}

const LEAST = 8;

/** Finds secrets in much text at once: whole words, and any eight characters in a row of the others. */
export function openSearch(secrets: readonly PlantedSecret[]): (text: string) => string[] {
  const parts = new Map<string, string>();
  // Base64 of plain words is in many files: there, only the whole counts. The head of a key is no secret by itself.
  const isEncoded = ({ format }: PlantedSecret) => format.includes('{b64of:');
  const encoded = secrets.filter((one) => isEncoded(one) && !one.format.includes('BEGIN'));
  for (const { format, canaries } of secrets.filter((one) => !isEncoded(one)))
    for (const canary of canaries)
      for (let at = 0; at + LEAST <= canary.length; at += 1) parts.set(canary.slice(at, at + LEAST), format);
  const words = new RegExp(WORDS.join('|'), 'g');
  return (text) => {
    const found = new Set(text.match(words));
    for (const [run] of text.matchAll(/[A-Za-z0-9+/_!#%^*-]{8,}/g))
      for (let at = 0; at + LEAST <= run.length; at += 1) {
        const format = parts.get(run.slice(at, at + LEAST));
        if (format !== undefined) found.add(format);
      }
    for (const { format, canaries } of encoded)
      if (canaries.some((canary) => text.includes(canary))) found.add(format);
    return [...found];
  };
}
