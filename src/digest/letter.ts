/** A digest addressed to one recipient. Pure but for the hash. */
import { hash } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { RenderedDigest } from './render.ts';

export interface Letter extends RenderedDigest {
  /** Team that the digest is of. */
  team: string;
  day: string;
  recipient: string;
  from: string;
  /** The same for the same digest and recipient, however often it is made: mail programs fold copies by it. */
  messageId: string;
  /** `mailto:` or `https:` address for List-Unsubscribe. */
  unsubscribe: string;
}

interface Addressing {
  team: string;
  day: string;
  recipient: string;
  from: string;
  unsubscribe?: string;
  /** Clusters that the digest is of, where they are not all of the team's. */
  clusters?: readonly string[];
}

export function addressLetter(rendered: RenderedDigest, addressing: Addressing): Letter {
  const { team, day, recipient, from, unsubscribe, clusters = [] } = addressing;
  const identity = JSON.stringify([team, day, recipient.toLowerCase(), clusters.toSorted()]);
  const sender = /<([^>]+)>/.exec(from)?.[1] ?? from;
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  return {
    ...rendered,
    ...{ team, day, recipient, from },
    messageId: `<digest.${day}.${hash('sha256', identity).slice(0, 32)}@${domain}>`,
    unsubscribe: unsubscribe ?? `mailto:${sender}?subject=${encodeURIComponent(`unsubscribe ${team}`)}`,
  };
}

/** What nodemailer makes a message of. */
export function toMessage({ from, recipient, subject, text, html, messageId, unsubscribe, team }: Letter) {
  return {
    from,
    to: recipient,
    subject,
    text,
    html,
    messageId,
    // Quoted-printable keeps lines below what servers refuse, and can be read in the raw.
    textEncoding: 'quoted-printable' as const,
    list: { unsubscribe, id: { url: `${team}.digest.gazette`, comment: `Gazette digest for ${team}` } },
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    // Nothing of a digest is ever read from a file or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The message as it would be sent, for a look at it. */
export async function buildMessage(letter: Letter): Promise<Buffer> {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail(toMessage(letter));
  if (!Buffer.isBuffer(message)) throw new TypeError('a buffered message is a buffer');
  return message;
}
