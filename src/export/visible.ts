/**
 * What a reader does not see:
 *
 * - control characters, bidirectional overrides, halves of pairs
 * - spaces and joiners without a width, the soft hyphen, fillers
 * - tags and selectors of variants that spell hidden texts
 *
 * Joiners and selectors of an emoji stay. Source: Unicode 16, Default_Ignorable_Code_Point.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb]|(?<![\u2190-\u2bff\udc00-\udfff\ufe0f])\u200d|(?<![\u2190-\u2bff\udc00-\udfff])[\ufe0e\ufe0f]|[\udb40-\udb43][\udc00-\udfff]|\ud80d[\udc30-\udc3f]|\ud82f[\udca0-\udca3]|\ud834[\udd73-\udd7a]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Shows each of them as its code, `\u202e`; tabs and line feeds stay. Gazette's own templates hold none, so it can be
 * applied to a whole page. In JSON, the text keeps its meaning.
 */
export function toVisible(text: string): string {
  return mayHide(text) ? text.replace(HIDDEN, toCodes) : text;
}

/** Whether each UTF-16 unit may be part of what is hidden: 0 is unknown. A whole page is read faster so. */
const units = new Uint8Array(0x1_0000);
const [CLEAR, SUSPECT] = [1, 2];

function mayHide(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x20 && unit < 0x7f) continue;
    if (isSuspect(unit)) return true;
  }
  return false;
}

/**
 * The same of a whole page in UTF-8. A page without hidden characters, as almost all are, is not decoded for it.
 */
export function toVisibleBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!mayHideIn(bytes)) return bytes;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return new TextEncoder().encode(toVisible(text));
}

function mayHideIn(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at]!;
    if (lead >= 0x20 && lead < 0x7f) continue;
    // Four bytes are two halves of a pair.
    if (lead >= 0xf0) return true;
    const rest = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : 2;
    let unit = lead & (rest === 0 ? 0x7f : rest === 1 ? 0x1f : 0x0f);
    for (const end = at + rest; at < end; at += 1) unit = (unit << 6) | (bytes[at + 1]! & 0x3f);
    if (isSuspect(unit)) return true;
  }
  return false;
}

/** Halves of pairs need their neighbours. Each other unit is hidden alone, or never. */
function isSuspect(unit: number): boolean {
  units[unit] ||=
    (unit >= 0xd800 && unit < 0xe000) || String.fromCharCode(unit).search(HIDDEN) !== -1 ? SUSPECT : CLEAR;
  return units[unit] === SUSPECT;
}

const toCodes = (characters: string) =>
  Array.from(
    { length: characters.length },
    (_, at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
