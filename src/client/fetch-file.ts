/** Files of the store, as the site serves them. */
import { isCompressed } from './zstd-lines.ts';

/**
 * Fetches a file and checks it against the printed digest and size.
 * @throws {Error} The file is missing, or differs. The message names the file.
 */
export async function fetchFile(
  url: string,
  { bytes: length, digest: wanted }: { bytes: number; digest: string },
): Promise<Uint8Array> {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name}: the server says ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!isCompressed(bytes)) return bytes;
  if (bytes.length !== length) throw new Error(`${name}: it is cut short, or another file`);
  // Browsers offer the digest only over HTTPS and on localhost.
  if ('subtle' in crypto) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    if (`sha256:${hex}` !== wanted)
      throw new Error(`${name}: it is not the file that this page was printed from`);
  }
  return bytes;
}
