/** Answers without an end, on the wire: they cost neither memory nor the run. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Connection } from '../src/collect/connection.ts';
import { readPages } from '../src/collect/list.ts';
import { createClient } from '../src/collect/request.ts';

let server: http.Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Reads a list of pods from a server that answers so. */
async function readFrom(
  answer: (limit: number, response: http.ServerResponse, url: URL) => void,
  tally = { requests: 0, bytes: 0 },
) {
  const limits: number[] = [];
  server = http.createServer(({ url = '/' }, response) => {
    const parsed = new URL(url, 'http://server');
    limits.push(Number(parsed.searchParams.get('limit')));
    answer(limits.at(-1)!, response, parsed);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection: Connection = {
    server: address,
    address,
    options: () => Promise.resolve({ headers: {} }),
    renew: () => undefined,
    close: () => undefined,
  };
  const client = createClient(connection, {
    userAgent: 'test',
    signal: AbortSignal.timeout(60_000),
    endsAt: performance.now() + 60_000,
  });
  let objects = 0;
  let error: Error | undefined;
  try {
    for await (const page of readPages(client, '/api/v1/pods', { kind: 'Pod' }, tally))
      objects += [...page.items].length;
  } catch (caught) {
    error = caught as Error;
  }
  return { limits, objects, error: error?.message };
}

const pods = (items: string, more: object = {}) =>
  `{"kind":"PodList","metadata":${JSON.stringify({ resourceVersion: '1', ...more })},"items":[${items}]}`;

test('a body without an end is cut off at 64 MB, and asked for in smaller pages', async () => {
  const chunk = Buffer.alloc(2 ** 20, 'x');
  let peak = 0;
  const { limits, error } = await readFrom((_, response) => {
    response.writeHead(200).write('{"kind":"PodList","items":[{"metadata":{"name":"');
    const pour = () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  });
  expect(error).toBe('the answer has more than 64 MiB');
  expect(limits).toEqual([500, 50, 5]);
  expect(peak / 2 ** 20).toBeLessThan(250);
});

test('large objects are read in smaller pages, and none is lost', async () => {
  const total = 200;
  const filler = 'x'.repeat(400_000);
  const { limits, objects, error } = await readFrom((limit, response, url) => {
    const from = Number(url.searchParams.get('continue') ?? 0);
    const to = Math.min(total, from + limit);
    const items = Array.from(
      { length: to - from },
      (_, index) => `{"metadata":{"name":"p${from + index}","uid":"${filler}"}}`,
    );
    response.end(pods(items.join(','), to < total ? { continue: String(to) } : {}));
  });
  expect(error).toBeUndefined();
  expect(objects).toBe(total);
  expect(limits).toEqual([500, 50, 50, 50, 50]);
});

test.each<[string, (response: http.ServerResponse, url: URL) => void, RegExp]>([
  [
    'nested without end',
    (response) => response.end(pods(`{"metadata":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)),
    /nested too deeply/,
  ],
  [
    'with objects without end',
    (response) => response.end(pods(`${'{},'.repeat(1_000_000)}{}`)),
    /more than 250000 objects/,
  ],
  [
    'whose next page is the same page',
    (response) => response.end(pods('{"metadata":{"name":"a"}}', { continue: 'again' })),
    /does not move on/,
  ],
  [
    'with empty pages without end',
    (response, url) => response.end(pods('', { continue: `${url.searchParams.get('continue') ?? ''}x` })),
    /does not move on/,
  ],
])('a list %s is a failure', async (_, answer, message) => {
  const { error } = await readFrom((_limit, response, url) => answer(response, url));
  expect(error).toMatch(message);
});

test('all lists of a kind together end at 8 GB, with attempts that failed', async () => {
  const tally = { requests: 9, bytes: 8 * 2 ** 30 - 1500 };
  const page = pods(`{"metadata":{"name":"${'a'.repeat(900)}"}}`, { continue: 'next' });
  const { objects, error } = await readFrom((_limit, response, url) => {
    const token = url.searchParams.get('continue') ?? '';
    response.end(page.replace('next', `${token}x`));
  }, tally);
  expect(error).toBe('the lists of this kind have more than 8 GiB');
  expect(objects).toBe(1);
});
