/** One GET at a time, with retries and time-outs. Errors say what happened without showing credentials. */
import { formatBytes } from '../model/quantity.ts';
import http from 'node:http';
import https from 'node:https';
import { TLSSocket } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError } from '../errors.ts';
import { CREDENTIALS, type Connection } from './connection.ts';
import { RequestError } from './errors.ts';
import { isRecord } from '../snapshots/kinds/walk.ts';
import { redact } from './redact.ts';

/** The cost of reading one kind; counted even if reading fails. */
export interface Tally {
  requests: number;
  bytes: number;
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export interface Client {
  /**
   * One attempt, whatever the status.
   * @param body sent as JSON, with POST
   * @throws {RequestError} The server did not answer.
   */
  send(path: string, accept?: string, body?: unknown): Promise<Answer>;
  /**
   * Parses the body of a 200 with `parse`, after retries. Five attempts, but more while the server asks to come back
   * later (429 with Retry-After). A SyntaxError of `parse` also causes a retry.
   * @throws {RequestError}
   */
  get<Result>(
    path: string,
    tally: Tally,
    parse: (body: Buffer) => Result,
    accept?: string,
  ): Promise<{ result: Result; headers: http.IncomingHttpHeaders }>;
}

export interface ClientOptions {
  userAgent: string;
  /** Ends everything: the overall time limit, or a Ctrl-C. */
  signal: AbortSignal;
  /** When the overall time limit ends, by `performance.now()`. */
  endsAt: number;
  /** Milliseconds without a byte after which a request counts as dead. */
  idleMs?: number;
  /** Milliseconds before the second attempt; doubles with each further attempt. */
  backoffMs?: number;
  /** Who should answer, for messages; Kubernetes by default. */
  speaker?: string;
  /** Removes what was sent to the server from a message, before it is cut. */
  hide?: (text: string) => string;
  /** Called with the end of the certificate that the server showed, in its own form. */
  onCertificate?: (validTo: string) => void;
}

const ATTEMPTS = 5;
/**
 * In bytes. A page of 500 pods has about 10 MB. Metrics come in one answer, with less than a kilobyte for each pod. What
 * does not fit is asked for in smaller pages.
 */
const LARGEST_BODY = 64 * 2 ** 20;
/** Error code of an answer that is too large. */
export const TOO_LARGE = 'TOO_LARGE';
/** Error code for an answer that is no list of the wanted kind. Another attempt would get the same answer. */
export const NO_LIST = 'NO_LIST';
const MAX_BACKOFF_MS = 10_000;

export function parseJson(body: Buffer): unknown {
  return JSON.parse(body.toString('utf8'));
}

export function createClient(connection: Connection, options: ClientOptions): Client {
  const { userAgent, signal, endsAt, idleMs = 30_000, backoffMs = 250, onCertificate } = options;
  /** Set when all attempts of a request reached no server: later requests then try only once. */
  let unreachable = false;
  /** How often credentials were renewed: requests that fail together renew them once. */
  let renewals = 0;

  async function send(path: string, accept = 'application/json', body?: unknown): Promise<Answer> {
    if (signal.aborted) throw limitError(signal);
    const request = await connection.options();
    request.headers['User-Agent'] = userAgent;
    request.headers.Accept = accept;
    if (body !== undefined) request.headers['Content-Type'] = 'application/json';
    return await exchange(new URL(connection.server + path), request, {
      signal,
      idleMs,
      body,
      onCertificate,
    });
  }

  async function attempt<Result>(
    path: string,
    tally: Tally,
    parse: (body: Buffer) => Result,
    accept: string | undefined,
  ) {
    tally.requests += 1;
    const answer = await send(path, accept);
    tally.bytes += answer.body.length;
    if (answer.status !== 200) throw statusError(answer, options);
    try {
      return { result: parse(answer.body), headers: answer.headers };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new RequestError(`the answer is not valid JSON (${answer.body.length} bytes)`, {
        code: 'BAD_JSON',
      });
    }
  }

  /** @param known the number of renewals when the failed request began */
  function renew(known: number): void {
    if (renewals !== known) return;
    renewals += 1;
    connection.renew();
  }

  /** @throws {RequestError} No time is left for another attempt. */
  async function pauseBefore(attempts: number, error: RequestError): Promise<void> {
    const backoff = Math.min(backoffMs * 2 ** (attempts - 2), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
    const pause = Math.max(backoff, (error.retryAfter ?? 0) * 1000);
    if (performance.now() + pause > endsAt)
      throw new RequestError(`${error.message} (no time left for another attempt)`, error);
    await sleep(pause, undefined, { signal }).catch(() => {}); // the next attempt says why the plugin failed
  }

  return {
    send,
    async get(path, tally, parse, accept) {
      const renewed = renewals;
      let failures = 0;
      for (let tried = 1; ; tried += 1) {
        try {
          const result = await attempt(path, tally, parse, accept);
          unreachable = false;
          return result;
        } catch (error) {
          if (!(error instanceof RequestError)) throw error;
          if (error.status === 401 && tried === 1) {
            renew(renewed);
            continue;
          }
          if (!asksToComeBack(error)) failures += 1;
          const last = failures >= ATTEMPTS || (unreachable && error.status === undefined);
          if (last || !isTransient(error) || signal.aborted) {
            unreachable = error.status === undefined;
            throw error;
          }
          await pauseBefore(tried + 1, error);
        }
      }
    },
  };
}

/**
 * A server that says when to come back is shedding load (priority and fairness). It works, so only the time limit ends
 * these attempts. Other failures end after a few attempts.
 */
const asksToComeBack = ({ status, retryAfter }: RequestError) => status === 429 && retryAfter !== undefined;

function exchange(
  url: URL,
  options: https.RequestOptions,
  {
    signal,
    idleMs,
    body,
    onCertificate,
  }: Pick<ClientOptions, 'signal' | 'onCertificate'> & {
    idleMs: number;
    body?: unknown;
  },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const fail = (error: Error) => reject(signal.aborted ? limitError(signal) : networkError(error, url));
  const request = (url.protocol === 'https:' ? https : http).request(
    url,
    { ...options, ...(body !== undefined && { method: 'POST' }), signal },
    (response) => {
      if (onCertificate && response.socket instanceof TLSSocket)
        onCertificate(response.socket.getPeerCertificate().valid_to);
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LARGEST_BODY) {
          chunks.length = 0;
          request.destroy(
            new RequestError(`the answer has more than ${formatBytes(LARGEST_BODY)}`, { code: TOO_LARGE }),
          );
          return;
        }
        chunks.push(chunk);
        idle.refresh();
      });
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        chunks.length = 0; // otherwise they live as long as the response: 13 MB of the peak on 8,000 pods
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      response.on('error', fail);
    },
  );
  const idle = setTimeout(() => {
    request.destroy(new RequestError(`no data for ${idleMs / 1000} s`, { code: 'IDLE' }));
  }, idleMs);
  request.on('error', fail);
  request.end(body === undefined ? undefined : JSON.stringify(body));
  return promise.finally(() => clearTimeout(idle));
}

/** Failures of the server or the network that can pass. A revision from the future never comes (see domain rules). */
function isTransient(error: RequestError): boolean {
  if (error.status === undefined)
    return (
      !isTrustError(error.code) && !['ENOTFOUND', NO_LIST, TOO_LARGE, CREDENTIALS].includes(error.code ?? '')
    );
  return error.status === 429 || (error.status >= 500 && !isFutureRevision(error));
}

/** etcd's answer to a resourceVersion that etcd has not reached (etcd server/mvcc, ErrFutureRev). */
export function isFutureRevision(error: unknown): boolean {
  return (
    error instanceof RequestError &&
    error.status !== undefined &&
    error.status >= 500 &&
    /future revision|too large resource version/i.test(error.message)
  );
}

export function isTrustError(code = ''): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO/.test(code);
}

function limitError(signal: AbortSignal): RequestError {
  const why = signal.reason instanceof Error ? signal.reason.message : 'interrupted';
  return new RequestError(why, { code: 'ABORTED' });
}

function networkError(error: Error, url: URL): RequestError {
  if (error instanceof RequestError) return error;
  const code = isSystemError(error) || 'code' in error ? String(error.code) : undefined;
  const plain: Record<string, string> = {
    ECONNREFUSED: `nobody listens at ${url.host}`,
    ENOTFOUND: `no such host: ${url.hostname}`,
    ECONNRESET: 'the connection broke off',
    ETIMEDOUT: `no connection to ${url.host}`,
  };
  const message = (code && plain[code]) ?? redact(error.message).text;
  return new RequestError(code ? `${message} (${code})` : message, { code });
}

/** Kubernetes explains its refusals in a Status object. Proxies in between answer in HTML, or not at all. */
function statusError(
  answer: Answer,
  { speaker = 'Kubernetes', hide = (text) => text }: ClientOptions,
): RequestError {
  const text = answer.body.subarray(0, 10_000).toString('utf8');
  let message = text.startsWith('<')
    ? `the answer does not come from ${speaker}`
    : text.trim().split('\n')[0];
  try {
    message = reasonOf(JSON.parse(text)) ?? message;
  } catch {
    // not a Status: the first line of the text says more than nothing
  }
  const name = http.STATUS_CODES[answer.status] ?? '';
  // Cut afterwards: a secret is not known by its half.
  const detail = redact(hide(message ?? '')).text.slice(0, 500);
  return new RequestError(`${answer.status} ${name}${detail ? `: ${detail}` : ''}`, {
    status: answer.status,
    retryAfter: parseRetryAfter(answer.headers['retry-after']),
  });
}

/** `message` of a Status object; `reason` of RabbitMQ; `error.reason` of Elasticsearch. */
function reasonOf(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const { message, reason, error } = body;
  if (typeof message === 'string') return message;
  if (isRecord(error) && typeof error.reason === 'string') return error.reason;
  return typeof reason === 'string' ? reason : undefined;
}

/** Seconds. The other form, a date, depends on a clock that may differ from ours. */
function parseRetryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}
