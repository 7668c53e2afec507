/** A digest addressed to one recipient. Pure, except for the hash. */
import { hash } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { RenderedDigest } from './render.ts';

export interface Letter extends RenderedDigest {
  /** Team that the digest is of. */
  team: string;
  day: string;
  recipient: string;
  from: string;
  /** Equal for the same digest and recipient, however often it is made: mail programs recognise copies by it. */
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
  /** Clusters of the digest, if they are not all of the team's. */
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

/** The input of nodemailer for a message. */
export function toMessage({ from, recipient, subject, text, html, messageId, unsubscribe, team }: Letter) {
  return {
    from,
    to: recipient,
    subject,
    text,
    html,
    messageId,
    // Quoted-printable keeps lines below the servers' limit, and is readable as source.
    textEncoding: 'quoted-printable' as const,
    list: { unsubscribe, id: { url: `${team}.digest.gazette`, comment: `Gazette digest for ${team}` } },
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    // A digest never reads from a file or from the network.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The message as it would be sent, for inspection. */
export async function buildMessage(letter: Letter): Promise<Buffer> {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail(toMessage(letter));
  if (!Buffer.isBuffer(message)) throw new TypeError('a buffered message is a buffer');
  return message;
}
