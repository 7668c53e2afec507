/** A real SMTP server on loopback that can misbehave on request. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Received {
  recipient: string;
  raw: string;
  mail: ParsedMail;
}

/** The server's answers by recipient. Codes are used one after another; then the server accepts. */
export interface Manners {
  /** Answers to RCPT. */
  refuse?: Record<string, number[]>;
  /** How often the connection breaks after the message was received, before the acknowledgement. */
  breakAfterData?: Record<string, number>;
  /** Milliseconds before a message is acknowledged. */
  slow?: number;
  user?: { name: string; password: string };
}

export interface MailServer {
  port: number;
  /** Received messages, acknowledged or not. */
  received: Received[];
  /** Number of connections. */
  connections: () => number;
  close: () => Promise<void>;
}

/** The test's own certificate authority, and a certificate for 127.0.0.1. */
export function makeCertificates(folder: string) {
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
  );
  openssl('req', ...key, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=127.0.0.1');
  fs.writeFileSync(at('ext'), 'subjectAltName=IP:127.0.0.1\n');
  openssl(
    ...['x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
    ...['-CAcreateserial', '-out', at('server.pem'), '-days', '2', '-extfile', at('ext')],
  );
  return {
    ca: at('ca.pem'),
    tls: { key: fs.readFileSync(at('server.key')), cert: fs.readFileSync(at('server.pem')) },
  };
}

export async function startMailServer(
  options: SMTPServerOptions,
  manners: Manners = {},
): Promise<MailServer> {
  const received: Received[] = [];
  const sockets = new Map<string, Socket>();
  let connections = 0;
  const server = new SMTPServer({
    authOptional: manners.user === undefined,
    onConnect: (_, callback) => {
      connections += 1;
      callback();
    },
    onAuth: ({ username, password }, _, callback) => {
      const isRight = username === manners.user?.name && password === manners.user?.password;
      callback(isRight ? null : new Error('Authentication failed'), isRight ? { user: username } : undefined);
    },
    onRcptTo: ({ address }, _, callback) => {
      const code = manners.refuse?.[address]?.shift();
      callback(
        code === undefined ? null : Object.assign(new Error('Not now, or never'), { responseCode: code }),
      );
    },
    onData: (stream, session, callback) => {
      const take = async () => {
        const raw = await text(stream);
        const recipient = session.envelope.rcptTo[0]!.address;
        received.push({ recipient, raw, mail: await simpleParser(raw) });
        const breaks = manners.breakAfterData?.[recipient] ?? 0;
        if (breaks > 0) {
          manners.breakAfterData![recipient] = breaks - 1;
          for (const socket of sockets.values()) socket.destroy();
          return;
        }
        if (manners.slow) await new Promise((resolve) => setTimeout(resolve, manners.slow));
        callback();
      };
      take().catch(callback);
    },
    ...options,
  });
  // A client that does not trust the certificate says so before it leaves.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const key = `${socket.remotePort}`;
    sockets.set(key, socket);
    socket.on('close', () => sockets.delete(key));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
