/** Health endpoints, asked for real: over HTTP and TLS, through the API server, and of each ready pod. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import type { ClusterConfig } from '../src/config.ts';
import { ProbesSchema } from '../src/probes/config.ts';
import { serveDemo, type DemoServer } from '../src/demo/api.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-probe-'));
const TOKEN = 'swordfish-over-the-wire';
/** As a generator may make it: JSON escapes it, and it is a part of numbers. */
const ODD_WORDS = ['tok"en\\of-the-wire', '1234'];
let demo: DemoServer;
let kubeconfig: string;
const servers: http.Server[] = [];
/** Paths that were asked, with their credentials. */
const asked: { path: string; authorization?: string }[] = [];
let plain: string;
let secure: string;
let elsewhere: string;

const answers: Record<string, [status: number, body: string, headers?: http.OutgoingHttpHeaders]> = {
  '/healthz': [200, '{"status":"UP","checks":[{"name":"db","ok":true}]}'],
  '/down': [503, '{"status":"DOWN","reason":"no database"}'],
  '/page': [200, '<html>Sign in</html>'],
};

const respond: http.RequestListener = (request, response) => {
  const where = request.url ?? '/';
  asked.push({ path: where, authorization: request.headers.authorization });
  if (where === '/silent') return;
  if (where === '/moved') return void response.writeHead(302, { location: `${elsewhere}/healthz` }).end();
  if (where === '/json')
    return void response
      .writeHead(500)
      .end(
        JSON.stringify({ heap: 812345678, said: request.headers.authorization, padding: 'x'.repeat(150) }),
      );
  if (where === '/echo') return void response.writeHead(500).end(`no: ${request.headers.authorization}`);
  const [status, body] = answers[where] ?? [404, 'nothing here'];
  response.writeHead(status).end(body);
};

async function listen(server: http.Server, scheme: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  demo = await serveDemo({ anchor: new Date('2026-11-22T07:15:00Z') });
  kubeconfig = path.join(folder, 'kubeconfig');
  fs.writeFileSync(kubeconfig, demo.kubeconfig);
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '5', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...subject, ...made], { stdio: 'ignore' });
  plain = await listen(http.createServer(respond), 'http');
  elsewhere = await listen(http.createServer(respond), 'http');
  secure = await listen(
    https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, respond),
    'https',
  );
  vi.stubEnv('PROBE_TOKEN', TOKEN);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await demo.close();
  fs.rmSync(folder, { recursive: true });
});

let number = 0;

/** Collects with these probes, and returns the checks by name. */
async function probe(probes: object) {
  const store = openStore(path.join(folder, `data-${(number += 1)}`));
  const cluster: ClusterConfig = {
    ...{ name: 'test', context: 'test', kubeconfig },
    probes: ProbesSchema.parse(probes),
  };
  const { stored, observation } = await collect({
    ...{ cluster, store, version: '0.0.0-test', customResources: [] },
    settings: { intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'zone', silences: [] },
    now: () => new Date('2026-11-22T07:15:00Z'),
    requests: { backoffMs: 10, idleMs: 2_000 },
  });
  const snapshot = await readSnapshot(store, 'test', stored);
  return {
    coverage: observation.coverage.find(({ kind }) => kind === 'HealthCheck'),
    checks: Object.fromEntries(
      snapshot.objects.HealthCheck.map(({ metadata, spec, status }) => [
        metadata.name,
        { ...spec, ...status, namespace: metadata.namespace },
      ]),
    ),
    text: JSON.stringify(snapshot),
  };
}

test('what an endpoint answers is compared with what the config expects', async () => {
  const { checks, coverage } = await probe({
    http: [
      { name: 'up', url: `${plain}/healthz`, namespace: 'shop' },
      { name: 'json', url: plain, path: '/healthz', expect: { json: '$.status', equals: 'UP' } },
      { name: 'deep', url: plain, path: '/healthz', expect: { json: '$.checks[0].ok', equals: false } },
      { name: 'down', url: plain, path: '/down' },
      { name: 'expected', url: plain, path: '/down', expect: { status: 503, text: 'no database' } },
      { name: 'page', url: plain, path: '/page', expect: { text: 'UP' } },
      { name: 'no-json', url: plain, path: '/page', expect: { json: '$.status' } },
    ],
  });
  const results = Object.fromEntries(
    Object.entries(checks).map(([name, { result, message }]) => [name, [result, message].join(': ')]),
  );
  expect(results).toEqual({
    up: 'OK: ',
    json: 'OK: ',
    deep: 'failing: $.checks[0].ok is true',
    down: 'failing: status 503: no database',
    expected: 'OK: ',
    page: 'failing: its body does not hold "UP"',
    'no-json': 'failing: its body has nothing at $.status',
  });
  expect(checks.up).toMatchObject({ namespace: 'shop', code: 200, scheme: 'http', path: '/healthz' });
  expect(checks.up!.latencyMs).toBeGreaterThanOrEqual(0);
  expect(coverage).toMatchObject({ state: 'complete', objects: 7, requests: 7 });
});

test('no answer is not seen, and another host is not asked', async () => {
  const before = asked.length;
  const { checks, coverage } = await probe({
    http: [
      { name: 'silent', url: plain, path: '/silent', timeLimit: '1s' },
      { name: 'nobody', url: 'http://127.0.0.1:9' },
      { name: 'untrusted', url: secure },
      { name: 'moved', url: plain, path: '/moved' },
    ],
  });
  expect(checks.silent).toMatchObject({ result: 'not seen', message: 'the time limit of 1 s was reached' });
  expect(checks.nobody).toMatchObject({
    result: 'not seen',
    message: expect.stringContaining('nobody listens'),
  });
  expect(checks.untrusted).toMatchObject({
    result: 'not seen',
    message: expect.stringContaining('certificate'),
  });
  expect(checks.moved).toMatchObject({ result: 'failing', code: 302 });
  expect(checks.moved!.message).toContain('redirects are not followed');
  expect(asked.slice(before).map(({ path: where }) => where)).not.toContain('/healthz');
  // Their rows are there, and nobody knows how they are: what they said before is not over.
  expect(coverage).toMatchObject({ state: 'partial', objects: 4 });
  expect(coverage?.error).toMatch(/silent: the time limit of 1 s was reached; nobody: .*; untrusted: /);
});

test('TLS is verified with an own CA, and the end of the certificate is kept', async () => {
  const { checks } = await probe({
    http: [{ name: 'tls', url: secure, path: '/healthz', ca: path.join(folder, 'cert.pem') }],
  });
  expect(checks.tls).toMatchObject({ result: 'OK', scheme: 'https' });
  const days = (Date.parse(checks.tls!.certificateEnds!) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(4);
  expect(days).toBeLessThan(5.1);
});

test('credentials come from the environment or a file, and are kept nowhere', async () => {
  const file = path.join(folder, 'password');
  fs.writeFileSync(file, 'hunter2-of-the-file\n');
  const { checks, text } = await probe({
    http: [
      { name: 'token', url: plain, path: '/echo', token: { env: 'PROBE_TOKEN' } },
      { name: 'basic', url: plain, path: '/echo', username: { env: 'PROBE_TOKEN' }, password: { file } },
      { name: 'unset', url: plain, path: '/echo', token: { env: 'NOBODY_SET_THIS' } },
    ],
  });
  expect(asked.map(({ authorization }) => authorization)).toContain(`Bearer ${TOKEN}`);
  expect(checks.token).toMatchObject({ result: 'failing', code: 500 });
  expect(checks.unset).toMatchObject({
    result: 'not seen',
    message: 'the environment variable NOBODY_SET_THIS is not set',
  });
  const basic = Buffer.from(`${TOKEN}:hunter2-of-the-file`).toString('base64');
  for (const secret of [TOKEN, 'hunter2-of-the-file', basic]) expect(text).not.toContain(secret);
});

test.each(ODD_WORDS)(
  'the credential %j is removed from what repeats it, and breaks nothing',
  async (word) => {
    vi.stubEnv('PROBE_ODD', word);
    const { checks, text } = await probe({
      http: [
        { name: 'echo', url: plain, path: '/echo', token: { env: 'PROBE_ODD' } },
        { name: 'json', url: plain, path: '/json', token: { env: 'PROBE_ODD' } },
        {
          name: 'cut',
          url: plain,
          path: '/healthz',
          token: { env: 'PROBE_ODD' },
          expect: { text: 'no such word' },
        },
      ],
    });
    expect(checks.echo).toMatchObject({ result: 'failing', code: 500 });
    expect(checks.json).toMatchObject({ result: 'failing', code: 500 });
    const plainText = JSON.stringify(Object.values(checks).map((check) => check?.message));
    expect(plainText).not.toContain(JSON.stringify(word).slice(1, -1));
    expect(text).not.toContain(`Bearer ${word}`);
  },
);

test('an expired certificate is said to have expired', async () => {
  const [key, cert] = [path.join(folder, 'old-key.pem'), path.join(folder, 'old.pem')];
  const request = path.join(folder, 'old.csr');
  const wanted = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', request];
  execFileSync('openssl', ['req', ...wanted], { stdio: 'ignore' });
  // It ended a day before it began, which is enough to have expired.
  const signed = ['-req', '-in', request, '-signkey', key, '-days', '-1', '-out', cert];
  execFileSync('openssl', ['x509', ...signed], { stdio: 'ignore' });
  const expired = await listen(
    https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, respond),
    'https',
  );
  const { checks } = await probe({ http: [{ name: 'old', url: expired, ca: cert }] });
  expect(checks.old).toMatchObject({ result: 'failing', message: 'its certificate has expired' });
});

test('a Service is asked through the API server, and a refusal there is not its health', async () => {
  const { checks } = await probe({
    http: [{ name: 'shop', service: { namespace: 'payments', name: 'payments-api', port: 8080 } }],
  });
  // The demo's API server proxies /health alone.
  expect(checks.shop).toMatchObject({ namespace: 'payments', service: 'payments-api:8080' });
  expect(checks.shop).toMatchObject({ result: 'not seen', code: 404 });
});
