/** Sends digests over SMTP: at least once to each recipient; a refusal does not stop the others. */
import { setTimeout as sleep } from 'node:timers/promises';
import nodemailer from 'nodemailer';
import { redact } from '../collect/redact.ts';
import type { SmtpServer } from '../config.ts';
import { GazetteError } from '../errors.ts';
import type { SentLedger } from '../snapshots/sent-mails.ts';
import { toMessage, type Letter } from './mail-message.ts';

export interface SendOptions {
  server: SmtpServer;
  ledger: SentLedger;
  now: () => Date;
  signal?: AbortSignal;
  /** Milliseconds between attempts: after a temporary refusal, or a broken connection. */
  pauses?: readonly number[];
  /** Milliseconds until the server must have greeted. In a conversation, it may be silent twice as long. */
  patience?: number;
}

export interface Delivery {
  letter: Letter;
  /** `before`: an earlier run has sent it. */
  outcome: 'sent' | 'before' | 'refused' | 'failed';
  /** What the server said, or what happened to the connection. */
  why?: string;
}

const PAUSES = [2_000, 10_000, 30_000];
const PATIENCE_MS = 60_000;

/**
 * Sends each letter that no run has sent yet. A final refusal is reported for its recipient. After a temporary refusal
 * or a broken connection, it tries again with the same Message-ID. A server that does not even greet is asked no more:
 * all other letters fail with the first.
 * @throws {GazetteError} No letter can be sent: the server has no TLS or no trusted certificate, or refuses the
 * credentials.
 */
export async function sendLetters(letters: readonly Letter[], options: SendOptions): Promise<Delivery[]> {
  const { ledger, now, signal } = options;
  const transport = openTransport(options);
  const deliveries: Delivery[] = [];
  let dead: string | undefined;
  try {
    for (const letter of letters) {
      signal?.throwIfAborted();
      if (await ledger.has(letter.messageId)) {
        deliveries.push({ letter, outcome: 'before' });
        continue;
      }
      if (dead !== undefined) {
        deliveries.push({ letter, outcome: 'failed', why: dead });
        continue;
      }
      const { isDead, ...delivery } = await deliver(letter, transport, options);
      if (isDead) dead = delivery.why;
      if (delivery.outcome === 'sent')
        await ledger.add({ messageId: letter.messageId, at: now().toISOString() });
      deliveries.push(delivery);
    }
  } finally {
    transport.close();
  }
  return deliveries;
}

function openTransport({ server, patience = PATIENCE_MS }: SendOptions) {
  const { host, port, secure, plain, user, password } = server;
  return nodemailer.createTransport({
    host,
    port,
    secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    connectionTimeout: patience,
    greetingTimeout: patience,
    // Were both equal, either could end a wait for the greeting. Only the greeting's error says that nobody answers.
    socketTimeout: 2 * patience,
  });
}

async function deliver(
  letter: Letter,
  transport: ReturnType<typeof openTransport>,
  { server, pauses = PAUSES, signal }: SendOptions,
): Promise<Delivery & { isDead?: boolean }> {
  for (let tries = 0; ; tries += 1) {
    try {
      await transport.sendMail(toMessage(letter));
      return { letter, outcome: 'sent' };
    } catch (error) {
      const failure = toFailure(error, server);
      const { why, isDead } = failure;
      if (failure.isFinal) return { letter, outcome: 'refused', why };
      const pause = failure.isSilent ? undefined : pauses[tries];
      if (pause === undefined) return { letter, outcome: 'failed', why, isDead };
      await sleep(pause, undefined, { signal });
    }
  }
}

interface SmtpError extends Error {
  code?: string;
  response?: string;
  responseCode?: number;
}

/** Nobody listens at the address. */
const UNREACHED = /\b(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EDNS)\b/;

/** Node's TLS words for a certificate that cannot be trusted; nodemailer replaces their code by its own. */
const UNTRUSTED = /certificate|self.signed|altnames|UNABLE_TO_VERIFY|ERR_TLS/i;

interface Failure {
  /** The error is final for the recipient. */
  isFinal: boolean;
  /** Nobody answers at the server's address. */
  isDead: boolean;
  /** It is dead, and a whole time-out went by: another attempt would only cost another one. */
  isSilent: boolean;
  why: string;
}

/**
 * What an error means.
 * @throws {GazetteError} The error is final for all recipients.
 */
function toFailure(error: unknown, { host, port }: SmtpServer): Failure {
  if (!(error instanceof Error)) throw error;
  const { code = '', response, responseCode, message, cause } = error as SmtpError;
  const where = `${host}:${port}`;
  const why = redact(response ?? message).text;
  const isPermanent = responseCode !== undefined && responseCode >= 500;
  const causes = [code, message, cause instanceof Error ? cause.message : ''].join(' ');
  if (code === 'EAUTH' && (isPermanent || responseCode === undefined))
    throw new GazetteError(`${where} refuses the credentials: ${why}`, {
      hint: 'Check GAZETTE_SMTP_USER and GAZETTE_SMTP_PASSWORD.',
    });
  if (code === 'ENOAUTH')
    throw new GazetteError(`${where} wants credentials: ${why}`, {
      hint: 'Set GAZETTE_SMTP_USER and GAZETTE_SMTP_PASSWORD.',
    });
  if (code === 'ETLS' || (responseCode === undefined && UNTRUSTED.test(causes)))
    throw new GazetteError(`${where}: no TLS that can be trusted: ${why}`, {
      hint: 'For a certificate of your own authority, give its file in NODE_EXTRA_CA_CERTS. Nothing was sent.',
    });
  // An error that is not from SMTP or the network is a bug.
  if (code === '') throw error;
  const isSilent = /^(?:Connection timeout|Greeting never received)/.test(message);
  return { isFinal: isPermanent, isDead: isSilent || UNREACHED.test(`${code} ${message}`), isSilent, why };
}
