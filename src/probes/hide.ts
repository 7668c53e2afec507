/** Removes the credentials that were sent from what a server repeats, in whatever form it repeats them. */
const MARK = '[redacted]';

/** How HTML calls characters that it escapes, beside their numbers. */
const ENTITIES: Record<string, string> = { '"': 'quot', '&': 'amp', "'": 'apos', '<': 'lt', '>': 'gt' };

/** The text without these secrets: as they are, or as JSON, HTML or a URL writes them. */
export function hideIn(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((shown, secret) => shown.replace(patternOf(secret), () => MARK), text);
}

function patternOf(secret: string): RegExp {
  return new RegExp(Array.from(secret, formsOf).join(''), 'gu');
}

/** A character in all its forms. Letters and digits have only one. */
function formsOf(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const inUrl = Buffer.from(character).toString('hex').replace(/../g, '%$&');
  const inJson = Array.from(
    { length: character.length },
    (_, index) => `\\\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
  const entity = ENTITIES[character];
  // JSON within JSON escapes its escapes.
  const plain = character === '\\' ? '\\\\+' : `\\\\*${character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')}`;
  const others = [
    inUrl,
    `\\\\*${inJson}`,
    ...[entity ?? [], `#0*${code}`, `#x0*${code.toString(16)}`].flat().map((name) => `&${name};`),
  ];
  return `(?:${[...others.map(anyCase), plain, ...(character === ' ' ? ['\\+'] : [])].join('|')})`;
}

/** Digits of hexadecimal numbers, in capitals or not. */
const anyCase = (form: string) => form.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
