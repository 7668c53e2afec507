/** A read-only Kubernetes API of one snapshot on loopback. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { GazetteError } from '../errors.ts';
import { answer, type ApiAnswer } from './answer.ts';
import { makeCertificate } from './certificate.ts';
import { chooseForm } from './form.ts';
import { isForThisMachine, LOOPBACK } from './loopback.ts';
import type { Past } from './past.ts';
import { NotSeen, Refusal } from './status.ts';
import { formatWarning } from './warning.ts';

export interface ApiServer {
  readonly url: string;
  readonly token: string;
  /** What a client must trust, as PEM. */
  readonly ca: string;
  close(): Promise<void>;
}

/** The largest body that a review can have. */
const LARGEST_BODY = 64 * 1024;

/** @param onBug hears of errors that nobody expects; the client hears that there was one */
export async function openApiServer(
  past: Past,
  { now, onBug }: { now: Date; onBug: (error: unknown) => void },
): Promise<ApiServer> {
  const token = randomBytes(32).toString('base64url');
  const { cert, key } = makeCertificate(now);
  const isAllowed = openTokenCheck(token);
  const server = https.createServer({ cert, key }, (request, response) => {
    void respond(past, isAllowed, request, response).catch((error: unknown) => {
      const refusal = toRefusal(error);
      if (!refusal) onBug(error);
      if (response.headersSent) response.destroy();
      else sendRefusal(response, refusal ?? new Refusal(500, 'Gazette has a bug'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    url: `https://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    token,
    ca: cert,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Files of the store can be damaged, or thinned since. @returns undefined for a bug */
function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  return error instanceof GazetteError ? new Refusal(500, error.message) : undefined;
}

/** Takes as long whatever is wrong with a token. */
function openTokenCheck(token: string): (header: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(`Bearer ${token}`);
  return (header = '') => timingSafeEqual(digest(header), wanted);
}

async function respond(
  past: Past,
  isAllowed: (header: string | undefined) => boolean,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  if (!isForThisMachine(request.headers.host)) throw new Refusal(421, 'this is another host');
  if (!isAllowed(request.headers.authorization)) throw new Refusal(401, 'Unauthorized');
  const { path, query } = readUrl(request.url ?? '/');
  const warn = (texts: readonly string[]) =>
    response.setHeader('Warning', [`${past.title}; kept fields only`, ...texts].map(formatWarning));
  warn([]);
  const { method = 'GET', headers } = request;
  const found = await answer(past, {
    ...{ method, path, query, accept: headers.accept },
    readBody: () => readBody(request),
  }).catch((error: unknown) => {
    // `kubectl describe` prints no event where it may not list any. `kubectl get` prints the refusal itself.
    if (error instanceof NotSeen && chooseForm(headers.accept)?.as !== 'Table') warn([error.message]);
    throw error;
  });
  warn(found.warnings);
  if (found.events) stream(response, found.events, query);
  else send(response, found);
}

function readUrl(text: string): { path: string[]; query: URLSearchParams } {
  try {
    const { pathname, searchParams } = new URL(text, 'https://snapshot');
    return { path: pathname.split('/').filter(Boolean).map(decodeURIComponent), query: searchParams };
  } catch {
    throw new Refusal(400, 'the path cannot be read');
  }
}

async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_BODY) throw new Refusal(413, 'the body is too large for a review');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function send(response: http.ServerResponse, { code, document, text, contentType }: ApiAnswer): void {
  const bytes = Buffer.from(document === undefined ? (text ?? '') : JSON.stringify(document));
  response.writeHead(code, {
    'Content-Type':
      contentType ?? (document === undefined ? 'text/plain; charset=utf-8' : 'application/json'),
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}

const sendRefusal = (response: http.ServerResponse, refusal: Refusal) =>
  send(response, { code: refusal.code, document: refusal.body, warnings: [] });

/** Stays open, because nothing more happens, until the client leaves or its time is over. */
function stream(response: http.ServerResponse, events: readonly object[], query: URLSearchParams): void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' });
  response.flushHeaders();
  for (const event of events) response.write(`${JSON.stringify(event)}\n`);
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  if (!(seconds > 0) || seconds > LONGEST_WATCH_SECONDS) return;
  const timer = setTimeout(() => response.end(), seconds * 1000);
  response.once('close', () => clearTimeout(timer));
}

/** What a timer can wait for. */
const LONGEST_WATCH_SECONDS = 86_400;
