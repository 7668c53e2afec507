/** Chats that are told, over real HTTP: busy, broken, silent, and well. */
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { toChatMessage } from '../src/chat/message.ts';
import type { ChatNews } from '../src/chat/news.ts';
import { post } from '../src/chat/post.ts';
import { object } from './snapshot-of.ts';
import { gazette, publishTo, sharedScratch, take } from './site-fixtures.ts';

const scratch = await sharedScratch();
const SECRET = 'T0CHANNEL-B0TS3CRET';
const received: { path: string; body: Record<string, unknown> }[] = [];
/** Answers of the chat in their order; then 200. */
let answers: (number | 'silent' | [status: number, retryAfter: string])[] = [];
let server: http.Server;
let address: string;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
      const answer = answers.shift() ?? 200;
      if (answer === 'silent') return;
      const [status, retryAfter] = typeof answer === 'number' ? [answer] : answer;
      response.writeHead(status, retryAfter === undefined ? {} : { 'Retry-After': retryAfter }).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${SECRET}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received.length = 0;
  answers = [];
});

test.each([
  [[500, 503], 3, undefined],
  [[[429, '1']], 2, undefined],
  [['silent'], 2, undefined],
  [[404], 1, 'it answered 404'],
  [[302], 1, 'it answered 302'],
  [[500, 500, 500], 3, 'it answered 500'],
  // A chat that wants to be left alone for an hour is asked again by the next run.
  [[[429, '3600']], 1, 'it answered 429'],
] as const)('a chat that answers %j is asked %d times', async (given, times, why) => {
  answers = given.map((one) => (typeof one === 'object' ? [...one] : one)) as typeof answers;
  expect(await post(address, { text: 'hello' }, { pauses: [5, 5], patience: 300 })).toBe(why);
  expect(received).toHaveLength(times);
});

test('a chat at which nobody listens gets the news of the next run, and no text shows its address', async () => {
  const gone = http.createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const why = await post(`http://127.0.0.1:${port}/${SECRET}`, {}, { pauses: [5] });
  expect(why).toBe('ECONNREFUSED');
});

test('the text of a cluster is text in each kind of chat: it calls nobody, and has no markup', () => {
  const news: ChatNews = {
    event: 'incident-began',
    cluster: 'prod',
    title: 'prod is failing <!channel> & more',
    lines: [
      '<!here> *bold* [link](https://evil.example) @everyone',
      'payments.bank.example: 7 of 12 replicas answer.',
    ],
    page: 'prod/2026-11-22/071500Z/index.html',
    picture: 'prod/2026-11-22/071500Z/preview.png',
  };
  const site = 'https://status.example.com/';
  const slack = toChatMessage('slack', news, site) as { text: string; blocks: { text?: { type: string } }[] };
  expect(slack.text).toBe('prod is failing &lt;!channel&gt; &amp; more');
  const types = slack.blocks.map(({ text }) => text?.type);
  expect(types).toEqual(['plain_text', 'plain_text', undefined, 'mrkdwn']);
  expect(JSON.stringify(slack.blocks.at(-1))).toContain(
    '<https://status.example.com/prod/2026-11-22/071500Z/index.html|Open the page>',
  );
  const teams = JSON.stringify(toChatMessage('teams', news, site));
  expect(teams).not.toContain('"TextBlock"');
  expect(teams).toContain('"type":"Action.OpenUrl"');
  expect(toChatMessage('webhook', news, site)).toEqual({
    ...{ event: 'incident-began', cluster: 'prod', title: news.title, lines: news.lines },
    link: `${site}${news.page}`,
    picture: `${site}${news.picture}`,
  });
  // Without an address of the site there is nothing to open, and nothing that looks so.
  expect(JSON.stringify(toChatMessage('slack', news, undefined))).not.toMatch(/image|Open the page/);
});

test('notify tells each chat once, tries again what was not taken, and shows no address', async () => {
  const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
  const config = path.join(scratch, 'gazette.config.yaml');
  const url = path.join(scratch, 'webhook');
  await fs.writeFile(url, `${address}\n`);
  const clusters = 'clusters: [{ name: prod, context: x, interval: 1d }, { name: qa, context: y }]\n';
  const chat = `chat: [{ name: ops, kind: webhook, url: { file: ${url} }, clusters: [prod] }]\n`;
  const site = 'site: { out: site, url: "https://status.example.com/" }\n';
  await fs.writeFile(config, `data: data\n${site}${clusters}${chat}`);
  const node = (status: string) =>
    object('Node', 'a', { status: { conditions: [{ type: 'Ready', status }] } });
  const settings = {
    ...{ eventTtlSeconds: 3600, dataCentreLabel: 'zone', silences: [] },
    intervalSeconds: 86_400,
  };
  const snap = async (minutesAgo: number, status: string) => {
    const time = new Date(Math.floor(Date.now() / 60_000 - minutesAgo) * 60_000)
      .toISOString()
      .replace('.000', '');
    await take(data, 'prod', time, { objects: [node(status)], settings });
    await publishTo(data, out, { order: ['prod', 'qa'] });
  };
  const notify = (...more: string[]) => gazette('notify', '--config', config, '--out', out, ...more);

  await snap(30, 'False');
  expect((await notify('--dry-run')).stdout).toMatch(/^ops: prod is failing, since/);
  expect(received).toEqual([]);
  answers = [404];
  const refused = await notify();
  expect(refused).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/ops did not take .*404/) as string,
  });
  expect(`${refused.stdout}${refused.stderr}`).not.toContain(SECRET);
  expect(await notify()).toMatchObject({ status: 0, stdout: 'ops: 1 message sent\n' });
  expect(await notify()).toMatchObject({ status: 0, stdout: 'ops: nothing new\n' });
  await snap(5, 'True');
  expect(await notify()).toMatchObject({ status: 0, stdout: 'ops: 1 message sent\n' });
  expect(received.map(({ body }) => body['event'])).toEqual([
    ...['incident-began', 'incident-began', 'incident-over'],
  ]);
  expect(received[1]?.body['link']).toMatch(/^https:\/\/status\.example\.com\/prod\/.*\/index\.html$/);
  // The picture is a file of the site.
  const picture = String(received[1]?.body['picture']).replace('https://status.example.com/', '');
  expect((await fs.stat(path.join(out, picture))).size).toBeGreaterThan(1000);

  received.length = 0;
  const told = await gazette('digest', '--config', config);
  expect(told.status, told.stderr).toBe(3);
  expect(received.map(({ body }) => body['event'])).toEqual(['digest']);
  expect(received[0]!.body['lines']).toSatisfy((lines: string[]) => lines.length > 0 && lines.length <= 5);
  await gazette('digest', '--config', config);
  expect(received).toHaveLength(1);
});
