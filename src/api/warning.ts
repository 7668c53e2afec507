/** The value of a Warning header, which kubectl prints. Source: RFC 7234, section 5.5. */

/** Clients print at most so much of a warning. */
const LONGEST = 400;

/** Text of a cluster cannot end the header or begin another: only printable ASCII is left, and quotes are escaped. */
export function formatWarning(text: string): string {
  const plain = [...text.slice(0, LONGEST)].map((char) => (/^[ -~]$/.test(char) ? char : '?')).join('');
  return `299 - "${plain.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
