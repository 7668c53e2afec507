/** An HTTP proxy in front of a real API server that damages the answers picked by a test. */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ControlPlane } from './control-plane.ts';

export type Fault =
  /** Answer this instead of asking the API server. */
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Break the connection after this many bytes of the body, although the header announced more. */
  | { resetAfter: number }
  /** End the answer properly after this many bytes of the body. */
  | { truncateAfter: number }
  /** Stop sending after this many bytes of the body, and keep the connection. */
  | { stallAfter: number }
  /** Send the body this many bytes at a time, every `everyMs`. */
  | { drip: number; everyMs: number };

export interface ProxiedRequest {
  /** Path and query. */
  url: string;
  query: URLSearchParams;
  /** Last part of the path: the plural of the resource. */
  resource: string;
  /** Number of earlier requests for this resource. */
  earlier: number;
  headers: http.IncomingHttpHeaders;
}

export interface FaultProxy {
  server: string;
  /** Path and query of all requests so far. */
  requests: string[];
  /** Stops listening and drops all connections, like a dying server. */
  die(): Promise<void>;
}

/** @param fault decides for each request; it may also change the cluster before the request continues */
export async function startFaultProxy(
  target: ControlPlane,
  fault: (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>,
): Promise<FaultProxy> {
  const agent = new https.Agent({ keepAlive: true, ca: target.ca });
  const requests: string[] = [];
  const counts = new Map<string, number>();

  async function serve(incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> {
    const url = incoming.url ?? '/';
    requests.push(url);
    const parsed = new URL(url, 'http://proxy');
    const resource = parsed.pathname.split('/').at(-1) ?? '';
    const earlier = counts.get(resource) ?? 0;
    counts.set(resource, earlier + 1);
    const chosen = await fault({
      url,
      query: parsed.searchParams,
      resource,
      earlier,
      headers: incoming.headers,
    });
    if (chosen && 'status' in chosen) {
      outgoing
        .writeHead(chosen.status, { 'Content-Type': 'application/json', ...chosen.headers })
        .end(chosen.body);
      return;
    }
    const answer = await forward(new URL(url, target.server), incoming.headers, agent);
    const headers = {
      'Content-Type': answer.type,
      Date: answer.date,
      'Content-Length': String(answer.body.length),
    };
    if (!chosen) {
      outgoing.writeHead(answer.status, headers).end(answer.body);
    } else if ('truncateAfter' in chosen) {
      const part = answer.body.subarray(0, chosen.truncateAfter);
      outgoing.writeHead(answer.status, { ...headers, 'Content-Length': String(part.length) }).end(part);
    } else if ('drip' in chosen) {
      outgoing.writeHead(answer.status, headers);
      for (let at = 0; at < answer.body.length && !outgoing.destroyed; at += chosen.drip) {
        outgoing.write(answer.body.subarray(at, at + chosen.drip));
        await new Promise((resolve) => setTimeout(resolve, chosen.everyMs));
      }
      outgoing.end();
    } else {
      outgoing.writeHead(answer.status, headers);
      const part = answer.body.subarray(0, 'resetAfter' in chosen ? chosen.resetAfter : chosen.stallAfter);
      outgoing.write(part, () => {
        if ('resetAfter' in chosen) incoming.socket.resetAndDestroy();
      });
    }
  }

  const server = http.createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async die() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(url: URL, { authorization, accept }: http.IncomingHttpHeaders, agent: https.Agent) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    type: string;
    date: string;
    body: Buffer;
  }>();
  const request = https.get(url, { agent, headers: { authorization, accept } }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        type: response.headers['content-type'] ?? '',
        date: response.headers.date ?? '',
        body: Buffer.concat(chunks),
      }),
    );
    response.on('error', reject);
  });
  request.on('error', reject);
  return await promise;
}
