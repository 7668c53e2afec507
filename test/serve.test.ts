import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { PROJECT } from '../src/project.ts';
import { gazette, publishTo, sharedScratch, take } from './site-fixtures.ts';

const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
let server: Awaited<ReturnType<typeof serve>>;

/** Starts `gazette serve`, and waits until it says where. */
async function serve(...args: string[]) {
  const child = spawn(process.execPath, [path.join(PROJECT, 'scripts/gazette.mjs'), 'serve', ...args]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /at (http:\S+) {2}/.exec(said)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`ended before it served: ${said}`)));
  });
  return { url, child, ended, said: () => said };
}

/** A request as it is written: `fetch` would tidy the path. */
async function ask(target: string, headers: Record<string, string> = {}, method = 'GET') {
  const { hostname, port } = new URL(server.url);
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage & { body: string }>();
  http
    .request({ hostname, port, path: target, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve(Object.assign(response, { body })));
    })
    .on('error', reject)
    .end();
  return await promise;
}

beforeAll(async () => {
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  await publishTo(data, out);
  await fs.mkdir(`${out}-secret`);
  await fs.writeFile(`${out}-secret/file.txt`, 'not of the site');
  await fs.writeFile(path.join(out, '.hidden'), 'hidden');
  server = await serve('--out', out, '--port', '0');
});
afterAll(() => void server?.child.kill('SIGKILL'));

test('the front page, and an edition below its folder, are served as they are', async () => {
  const front = await ask('/');
  expect(front).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
  });
  expect(front.body).toBe(await fs.readFile(path.join(out, 'index.html'), 'utf8'));
  const edition = await ask('/prod/2026-11-22/071500Z/');
  expect(edition.body).toBe(await fs.readFile(path.join(out, 'prod/2026-11-22/071500Z/index.html'), 'utf8'));
});

test('a folder without its slash leads to the address with it: relative links need it', async () => {
  expect(await ask('/prod/2026-11-22')).toMatchObject({
    statusCode: 301,
    headers: { location: '/prod/2026-11-22/' },
  });
  // Never to another host.
  expect((await ask('//evil.example/..')).headers.location).toMatch(/^\/[^/]/);
});

test('a browser that has a page hears that it has not changed, and gets it once it has', async () => {
  const page = '/prod/index.html';
  const etag = (await ask(page)).headers.etag!;
  expect(await ask(page, { 'if-none-match': etag })).toMatchObject({ statusCode: 304, body: '' });
  await fs.appendFile(path.join(out, page), '\n');
  expect((await ask(page, { 'if-none-match': etag })).statusCode).toBe(200);
});

test('what is named by its digest is kept for ever', async () => {
  const [name] = await fs.readdir(path.join(out, '_astro'));
  expect((await ask(`/_astro/${name}`)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test.each([
  ['bytes=0-0', 206, 'bytes 0-0/10', '0'],
  ['bytes=3-5', 206, 'bytes 3-5/10', '345'],
  ['bytes=-2', 206, 'bytes 8-9/10', '89'],
  ['bytes=8-', 206, 'bytes 8-9/10', '89'],
])('of a file, %s is its part', async (range, statusCode, contentRange, body) => {
  await fs.writeFile(path.join(out, 'digits.txt'), '0123456789');
  expect(await ask('/digits.txt', { range })).toMatchObject({
    statusCode,
    headers: { 'content-range': contentRange },
    body,
  });
});

test('a part that a file does not have is refused, with its size', async () => {
  await fs.writeFile(path.join(out, 'digits.txt'), '0123456789');
  expect(await ask('/digits.txt', { range: 'bytes=10-' })).toMatchObject({
    statusCode: 416,
    headers: { 'content-range': 'bytes */10' },
  });
});

test.each([
  '/nowhere.html',
  '/prod/index.html/',
  '/.hidden',
  '/../site-secret/file.txt',
  '/%2e%2e/site-secret/file.txt',
  '/..%2fsite-secret/file.txt',
  '/%00',
])('%s is the site’s page for an address without a file', async (target) => {
  const missing = await ask(target);
  expect(missing.statusCode).toBe(404);
  expect(missing.body).toBe(await fs.readFile(path.join(out, '404.html'), 'utf8'));
});

test.each([
  ['evil.example', 421],
  ['evil.example:8080', 421],
  ['localhost:8080', 200],
  ['127.0.0.1', 200],
  ['[::1]:8080', 200],
])('a request for host %s is answered with %i: no other name may lead here', async (host, status) => {
  expect((await ask('/', { host })).statusCode).toBe(status);
});

test('only files are shown: nothing can be sent', async () => {
  expect(await ask('/', {}, 'POST')).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
  expect(await ask('/nowhere.html', {}, 'HEAD')).toMatchObject({ statusCode: 404, body: '' });
});

test('publish says where the site is, and with which command it is seen', async () => {
  const odd = path.join(scratch, "it's here");
  const { stdout } = await gazette('publish', '--data', data, '--out', odd);
  expect(stdout.split('\n')[1]).toBe(
    `The site is in ${odd}; to see it on this machine: gazette serve --out '${odd.replace("'", String.raw`'\''`)}'`,
  );
});

/** A port that is taken during the test. */
async function takenPort(): Promise<string> {
  const other = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  onTestFinished(() => void other.close());
  return String((other.address() as net.AddressInfo).port);
}

test.each(['serve', 'demo'])('%s says at once that its port is taken, before any work', async (name) => {
  const port = await takenPort();
  const nowhere = path.join(scratch, `nowhere-${name}`);
  const flags = name === 'demo' ? ['--data', path.join(nowhere, 'data')] : [];
  expect(await gazette(name, '--port', port, '--out', path.join(nowhere, 'site'), ...flags)).toEqual({
    status: 1,
    stdout: '',
    stderr:
      `gazette: cannot serve on port ${port}: another program has it\n` +
      'Choose another port with --port; 0 is any free port.\n',
  });
  await expect(fs.access(nowhere)).rejects.toThrow('ENOENT');
});

test('a folder without pages is an error that says what to do', async () => {
  const { status, stderr } = await gazette('serve', '--port', '0', '--out', path.join(scratch, 'empty'));
  expect(stderr).toBe(
    `gazette: ${path.join(scratch, 'empty')} has no pages\n` +
      'Print them with gazette publish, or name another folder with --out.\n',
  );
  expect(status).toBe(1);
});

test('Ctrl-C ends it in good order, also while a browser keeps its connection', async () => {
  const own = await serve('--out', out, '--port', '0');
  const agent = new http.Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  await new Promise((resolve) =>
    http.get(own.url, { agent }, (response) => response.resume().once('end', resolve)),
  );
  own.child.kill('SIGINT');
  expect(await own.ended).toBe(0);
  expect(own.said()).toBe(`Serving ${out} at ${own.url}  (Ctrl-C ends)\n`);
});
