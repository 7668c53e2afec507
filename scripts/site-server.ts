/** Serves the folder of a site to browsers of this machine. */
import { createReadStream } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import serveStatic from 'serve-static';
import { isForThisMachine, LOOPBACK } from '../src/api/loopback.ts';
import { GazetteError, isSystemError } from '../src/errors.ts';
import { MISSING_FILE } from '../src/site/missing-file.ts';
import { UsageError } from './command.ts';

export interface SiteServer {
  /** Where a browser finds the front page. */
  readonly url: string;
  close(): Promise<void>;
}

/** Names of files that Astro makes have a digest of their bytes. */
const NAMED_BY_DIGEST = /^\/_astro\//;

/** @throws {UsageError} It is no number of a port. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`--port takes a number up to 65535, not "${text}"`);
  return port;
}

/**
 * Listens at once: the folder may be filled later. 0 is any free port.
 * @throws {GazetteError} The port is taken, or only root may use it.
 */
export async function openSiteServer(folder: string, port: number): Promise<SiteServer> {
  const files = serveStatic(folder, {
    setHeaders: (response, file) => {
      const isFixed = NAMED_BY_DIGEST.test(`/${path.relative(folder, file).replaceAll('\\', '/')}`);
      // Everything else may be printed anew: a browser asks each time, and mostly hears that nothing changed.
      response.setHeader('Cache-Control', isFixed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const server = http.createServer((request, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (!isForThisMachine(request.headers.host)) return refuse(response, 421, 'This is another host.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'This server only shows files.');
    }
    files(request, response, (error?: unknown) => {
      const status = statusOf(error);
      if (status === 404) sendMissing(path.join(folder, MISSING_FILE), request, response);
      else refuse(response, status, http.STATUS_CODES[status] ?? '');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, LOOPBACK, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Without an error, there is no such file. */
function statusOf(error: unknown): number {
  if (error === undefined) return 404;
  const { status } = error as { status?: number };
  return status ?? 500;
}

function refuse(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** The page for addresses without a file, which a site has once something is published. */
function sendMissing(file: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  const page = createReadStream(file);
  page.once('error', () => refuse(response, 404, 'There is no page yet: run gazette publish.'));
  page.once('open', () => {
    response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
    if (request.method === 'HEAD') {
      page.destroy();
      response.end();
    } else page.pipe(response);
  });
}

function explain(error: Error, port: number): GazetteError {
  const code = isSystemError(error) ? error.code : undefined;
  const reason =
    code === 'EADDRINUSE'
      ? 'another program has it'
      : code === 'EACCES'
        ? 'only root may use it'
        : error.message;
  return new GazetteError(`cannot serve on port ${port}: ${reason}`, {
    hint: 'Choose another port with --port; 0 is any free port.',
    cause: error,
  });
}
