/** Serves the documented answers of a version of Elasticsearch or OpenSearch over HTTP, with authentication and faults. */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'fixtures/elasticsearch');

export type Version = 'elasticsearch-7.17' | 'elasticsearch-8.15' | 'elasticsearch-9.1' | 'opensearch-2.19';

/** What a path answers instead; `cut` breaks off, `drip` never ends. */
export type ElasticsearchFault =
  | 'cut'
  | 'drip'
  | { status: number; body: string; headers?: http.OutgoingHttpHeaders };

export interface ElasticsearchOptions {
  version: Version;
  /** The Authorization header that it wants. */
  wants?: string;
  /** By the beginning of the path. */
  faults?: Record<string, ElasticsearchFault>;
  /** Answers that differ from those of the files, by path. */
  answers?: Record<string, unknown>;
}

export interface ElasticsearchServer {
  url: string;
  /** Paths with their queries. */
  asked: string[];
  close: () => Promise<void>;
}

export async function serveElasticsearch({
  version,
  wants,
  faults = {},
  answers = {},
}: ElasticsearchOptions): Promise<ElasticsearchServer> {
  const file = JSON.parse(fs.readFileSync(path.join(FOLDER, `${version}.json`), 'utf8')) as Record<
    string,
    unknown
  >;
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    const below = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
    const fault = Object.entries(faults).find(
      ([start]) => below === start || (start !== '/' && below.startsWith(start)),
    );
    if (wants !== undefined && request.headers.authorization !== wants)
      return send(response, 401, UNAUTHORISED);
    if (fault) return break_(response, fault[1]);
    const answer = answers[below] ?? file[below];
    if (answer === undefined)
      return send(response, 404, { error: `no handler found for uri [${below}]`, status: 404 });
    const { $status: status = 200, $body: body = answer } = answer as { $status?: number; $body?: unknown };
    send(response, status, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const UNAUTHORISED = {
  error: {
    root_cause: [
      { type: 'security_exception', reason: 'missing authentication credentials for REST request [/]' },
    ],
    type: 'security_exception',
    reason: 'missing authentication credentials for REST request [/]',
  },
  status: 401,
};

function send(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function break_(response: http.ServerResponse, fault: ElasticsearchFault): void {
  if (typeof fault === 'object') {
    response.writeHead(fault.status, fault.headers);
    response.end(fault.body);
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 1_000 });
  response.write('[{"index":"orders"');
  if (fault === 'cut') setTimeout(() => response.destroy(), 5);
}
