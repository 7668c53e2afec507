/** Everything that can be read from a copy: its bytes, and what is packed in them. */
import zlib from 'node:zlib';
import { load } from 'cheerio';

/** The copy, its texts and attributes without their escapes, its attachments, and the strings of its scripts. */
export function decodeCopy(html: string): string {
  const $ = load(html);
  const attributes = $('*')
    .toArray()
    .flatMap((element) => ('attribs' in element ? Object.entries(element.attribs).flat() : []));
  const scripts = $('script')
    .toArray()
    .map((script) => unescapeScript($(script).text()));
  const packed = [...html.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].map(([text]) => unpack(text));
  return [html, $.root().text(), ...attributes, ...attributes.map(decodePercent), ...scripts, ...packed].join(
    '\n',
  );
}

const unescapeScript = (text: string) =>
  text.replaceAll(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (_, wide?: string, narrow?: string) =>
    String.fromCharCode(parseInt((wide ?? narrow)!, 16)),
  );

function decodePercent(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString(),
  );
}

/** Base64, which may hold compressed bytes. */
function unpack(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > 4 && bytes.readUInt16BE(0) === 0x1f8b) return zlib.gunzipSync(bytes).toString();
  if (bytes.length > 4 && bytes.readUInt32BE(0) === 0x28b52ffd)
    return zlib.zstdDecompressSync(bytes).toString();
  return bytes.toString();
}
