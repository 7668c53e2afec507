/** `gazette digest` against a real SMTP server, and its mail in a real browser. */
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { addressLetter } from '../src/digest/mail-message.ts';
import { sendLetters } from '../src/digest/send.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { openSentLedger } from '../src/snapshots/sent-mails.ts';
import { openBrowser } from './browser.ts';
import { makeCertificates, startMailServer, type MailServer, type Manners } from './mail-server.ts';
import { needs } from './needs.ts';
import {
  digestSite,
  publishTo,
  sharedScratch,
  someObjects,
  take,
  toText,
  type Ended,
} from './site-fixtures.ts';
import { object } from './snapshot-of.ts';

const folder = await sharedScratch();
const { ca, tls } = makeCertificates(folder);
const data = path.join(folder, 'data');
const DAY = '2026-11-21';

/** A Deployment that its controller has seen, with this many ready pods. */
const deployment = (one: KeptObject, readyReplicas: number) =>
  object('Deployment', 'web', {
    ...one,
    metadata: { ...one.metadata, generation: 1 },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
    status: {
      ...{ observedGeneration: 1, replicas: 1, updatedReplicas: 1 },
      ...{ readyReplicas, availableReplicas: readyReplicas },
    },
  });

/** Two days, a snapshot every two hours; the Deployment fails from noon to four on the second day. */
for (let hour = 0; hour <= 48; hour += 2) {
  const time = new Date(Date.parse('2026-11-20T00:00:00Z') + hour * 3_600_000)
    .toISOString()
    .replace('.000Z', 'Z');
  const isDown = hour >= 36 && hour < 40;
  const lease = object('Lease', 'lxa150h', {
    metadata: { namespace: 'kube-node-lease' },
    spec: { leaseDurationSeconds: 40, renewTime: time },
  });
  const objects = [...someObjects(), lease].map((one) =>
    one.kind === 'Deployment' ? deployment(one, isDown ? 0 : 1) : one,
  );
  await take(data, 'prod', time, {
    objects,
    settings: { intervalSeconds: 7200, eventTtlSeconds: 14_400, dataCentreLabel: 'zone', silences: [] },
  });
}

interface Team {
  name: string;
  to: string[];
  [key: string]: unknown;
}

async function writeConfig(teams: Team[], more: Record<string, unknown> = {}): Promise<string> {
  const file = path.join(await fs.mkdtemp(path.join(folder, 'config-')), 'gazette.config.yaml');
  const own = path.join(path.dirname(file), 'data');
  await fs.cp(data, own, { recursive: true });
  const config = {
    data: own,
    site: {
      out: path.join(path.dirname(file), 'site'),
      url: 'https://status.example/gazette',
      title: 'Bank',
    },
    clusters: [{ name: 'prod' }],
    digest: { from: 'Gazette <gazette@bank.example>', teams },
    ...more,
  };
  await fs.writeFile(file, JSON.stringify(config));
  return file;
}

const entry = path.resolve(import.meta.dirname, '../scripts/gazette.mjs');

function digest(config: string, url: string | undefined, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: ca, GAZETTE_SMTP_URL: url };
    const child = spawn(process.execPath, [entry, 'digest', '--config', config, '--day', DAY, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

const servers: MailServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));
async function server(manners: Manners = {}, options: Parameters<typeof startMailServer>[0] = {}) {
  const started = await startMailServer({ ...tls, disabledCommands: [], ...options }, manners);
  servers.push(started);
  return started;
}
const recipients = ({ received }: MailServer) => received.map(({ recipient }) => recipient);
const platform = { name: 'platform', to: ['a@example.com', 'b@example.com'] };

describe('sending', () => {
  test('over STARTTLS with credentials, to each recipient a mail of its own, and never twice', async () => {
    const mail = await server({ user: { name: 'gazette', password: 'p@ss' } });
    const config = await writeConfig([platform]);
    const url = `smtp://gazette:p%40ss@127.0.0.1:${mail.port}`;
    const first = await digest(config, url);
    expect(first).toMatchObject({
      status: 0,
      stdout: 'Saturday 21 November 2026: 2 mails sent\n',
      stderr: '',
    });
    expect(recipients(mail)).toEqual(platform.to);
    const [{ mail: letter, raw }] = mail.received as [(typeof mail.received)[0]];
    expect(letter).toMatchObject({
      subject: 'Bank, platform: Sat 21 Nov, prod failed and is not failing any more',
      messageId: expect.stringMatching(/^<digest\.2026-11-21\.[0-9a-f]{32}@bank\.example>$/) as string,
    });
    expect(letter.text).toContain('shop/web failed 12:00 to 16:00');
    expect(letter.html).toContain(
      'https://status.example/gazette/prod/2026-11-21/120000Z/index.html#page&#x3D;findings.html/',
    );
    expect(raw).toMatch(
      /^List-Unsubscribe: *\r?\n? *<mailto:gazette@bank\.example\?subject=unsubscribe%20platform>/m,
    );
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    const again = await digest(config, url);
    expect(again).toMatchObject({
      status: 0,
      stdout: 'Saturday 21 November 2026: 0 mails sent, 2 sent before\n',
    });
    expect(mail.received).toHaveLength(2);
    expect(await fs.readdir(path.join(path.dirname(config), 'data/-/sent'))).toHaveLength(2);
  });

  test('over TLS from the start', async () => {
    const mail = await server({}, { secure: true });
    const config = await writeConfig([platform]);
    expect(await digest(config, `smtps://127.0.0.1:${mail.port}`)).toMatchObject({ status: 0 });
    expect(recipients(mail)).toEqual(platform.to);
  });

  test('a temporary refusal is tried again; a permanent one is told, and others get theirs', async () => {
    const mail = await server({ refuse: { 'a@example.com': [450], 'gone@example.com': [550] } });
    const config = await writeConfig([{ ...platform, to: ['gone@example.com', ...platform.to] }]);
    const { status, stdout, stderr } = await digest(config, `smtp://127.0.0.1:${mail.port}`);
    expect(status).toBe(1);
    expect(stderr).toContain('gone@example.com (platform): refused: 550');
    expect(stdout).toBe('Saturday 21 November 2026: 2 mails sent\n');
    expect(recipients(mail)).toEqual(platform.to);
  });

  test('where the connection broke after DATA, the copy has the same Message-ID', async () => {
    const mail = await server({ breakAfterData: { 'a@example.com': 1 }, slow: 1500 });
    const config = await writeConfig([platform]);
    expect(await digest(config, `smtp://127.0.0.1:${mail.port}`)).toMatchObject({ status: 0 });
    expect(recipients(mail)).toEqual(['a@example.com', 'a@example.com', 'b@example.com']);
    const ids = mail.received.map((one) => one.mail.messageId);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  test('a job that is tried again sends only what was not accepted', async () => {
    const busy = await server({ refuse: { 'b@example.com': [451, 451, 451] } });
    const own = await fs.mkdtemp(path.join(folder, 'ledger-'));
    const letters = platform.to.map((recipient) =>
      addressLetter(
        { subject: 'S', html: '<p>H</p>', text: 'T' },
        { team: 'platform', day: DAY, recipient, from: 'g@bank.example' },
      ),
    );
    const send = async () => {
      const ledger = await openSentLedger(openStore(own), () => new Date());
      try {
        const to = { host: '127.0.0.1', port: busy.port, secure: false, plain: true };
        const sent = await sendLetters(letters, {
          server: to,
          ledger,
          now: () => new Date(),
          pauses: [5, 5],
        });
        return sent.map(({ letter, outcome, why }) => [letter.recipient, outcome, why]);
      } finally {
        await ledger.close();
      }
    };
    expect(await send()).toEqual([
      ['a@example.com', 'sent', undefined],
      ['b@example.com', 'failed', '451 Not now, or never'],
    ]);
    expect(await send()).toEqual([
      ['a@example.com', 'before', undefined],
      ['b@example.com', 'sent', undefined],
    ]);
    expect((await send()).map(([, outcome]) => outcome)).toEqual(['before', 'before']);
    expect(recipients(busy)).toEqual(platform.to);
    // An older Gazette noted mails in one file, whose last line a crash may have cut short.
    await fs.rm(path.join(own, '-/sent'), { recursive: true });
    const noted = JSON.stringify({ messageId: letters[0]!.messageId, at: '2026-11-22T06:00:00Z' });
    await fs.writeFile(path.join(own, '-/sent.jsonl'), `${noted}\n{"messageId":"<dig`);
    expect((await send()).map(([, outcome]) => outcome)).toEqual(['before', 'sent']);
  });

  test('a server that falls silent is given up, and tried again', async () => {
    const mail = await server({ slow: 3000 });
    const own = await fs.mkdtemp(path.join(folder, 'ledger-'));
    const ledger = await openSentLedger(openStore(own), () => new Date());
    const letter = addressLetter(
      { subject: 'S', html: '<p>H</p>', text: 'T' },
      { team: 'platform', day: DAY, recipient: 'a@example.com', from: 'g@bank.example' },
    );
    const to = { host: '127.0.0.1', port: mail.port, secure: false, plain: true };
    const options = { server: to, ledger, now: () => new Date(), pauses: [5], patience: 300 };
    expect(await sendLetters([letter], options)).toMatchObject([
      { outcome: 'failed', why: expect.stringMatching(/timeout/i) as string },
    ]);
    await ledger.close();
    expect(mail.connections()).toBe(2);
  });
});

describe('a server that does not answer costs one time-out, for all recipients', () => {
  const letters = ['a', 'b', 'c'].map((name) =>
    addressLetter(
      { subject: 'S', html: '<p>H</p>', text: 'T' },
      { team: 'platform', day: DAY, recipient: `${name}@example.com`, from: 'g@bank.example' },
    ),
  );
  const sendTo = async (port: number) => {
    const ledger = await openSentLedger(
      openStore(await fs.mkdtemp(path.join(folder, 'ledger-'))),
      () => new Date(),
    );
    const to = { host: '127.0.0.1', port, secure: false, plain: true };
    try {
      return await sendLetters(letters, {
        server: to,
        ledger,
        now: () => new Date(),
        pauses: [5, 5],
        patience: 300,
      });
    } finally {
      await ledger.close();
    }
  };

  test('whether it is silent, or refuses connections', async () => {
    let connections = 0;
    const silent = net.createServer(() => (connections += 1)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    const failed = letters.map(() => ({ outcome: 'failed', why: expect.stringMatching(/./) as string }));
    expect(await sendTo(port)).toMatchObject(failed);
    expect(connections).toBe(1);
    silent.close();
    expect(await sendTo(port)).toMatchObject(failed);
  });

  test('and credentials that it repeats are not told', async () => {
    const greets = net
      .createServer((socket) => socket.end('554 no: password=swordfish\r\n'))
      .listen(0, '127.0.0.1');
    await once(greets, 'listening');
    const { port } = greets.address() as net.AddressInfo;
    const deliveries = await sendTo(port);
    greets.close();
    expect(deliveries.map(({ why }) => why)).toEqual(
      letters.map(() => expect.stringContaining('password=[redacted]')),
    );
  });
});

describe('nothing is sent', () => {
  const one = [{ name: 'platform', to: ['a@example.com'] }];

  test('without TLS that can be trusted', async () => {
    const plain = await server({}, { disabledCommands: ['STARTTLS'] });
    const config = await writeConfig(one);
    const offered = await digest(config, `smtp://127.0.0.1:${plain.port}`);
    expect(offered).toMatchObject({ status: 1 });
    expect(offered.stderr).toMatch(/no TLS that can be trusted/);
    // Signed by an authority that nobody trusts.
    const other = makeCertificates(await fs.mkdtemp(path.join(folder, 'other-')));
    const strange = await server({}, { ...other.tls, secure: true });
    const forged = await digest(config, `smtps://127.0.0.1:${strange.port}`);
    expect(forged).toMatchObject({ status: 1 });
    expect(forged.stderr).toMatch(/no TLS that can be trusted[\s\S]*NODE_EXTRA_CA_CERTS/);
    expect([...plain.received, ...strange.received]).toEqual([]);
    expect(plain.connections()).toBe(1);
    expect(offered.stderr + forged.stderr).not.toContain('    at ');
  });

  test('with the wrong password, which is tried once and not told', async () => {
    const mail = await server({ user: { name: 'gazette', password: 'right' } });
    const { status, stderr } = await digest(
      await writeConfig(one),
      `smtp://gazette:wr0ng@127.0.0.1:${mail.port}`,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/refuses the credentials: 535/);
    expect(stderr).not.toContain('wr0ng');
    expect(mail.connections()).toBe(1);
  });

  test('without a server, and to an address that is none', async () => {
    const config = await writeConfig(one);
    const without = await digest(config, undefined);
    expect(without).toMatchObject({ status: 1 });
    expect(without.stderr).toMatch(/GAZETTE_SMTP_URL is not set/);
    const none = await digest(config, 'mail.example.com');
    expect(none).toMatchObject({ status: 1 });
    expect(none.stderr).toMatch(/is not the address of a mail server/);
    const open = await digest(config, 'smtp://user:secret@mail.example.com?ignoreTLS=true');
    expect(open.stderr).toMatch(/sent unencrypted/);
    expect(open.stderr).not.toContain('secret');
  });

  test('of a quiet day to who wants none; others get a line', async () => {
    const mail = await server();
    const config = await writeConfig([
      { ...platform, name: 'wants-none', quiet: 'none' },
      { name: 'wants-a-line', to: ['line@example.com'] },
    ]);
    const { status, stdout } = await digest(config, `smtp://127.0.0.1:${mail.port}`, '--day', '2026-11-20');
    // The day of the first snapshot, at midnight; nothing happened on that day.
    expect(status).toBe(0);
    expect(stdout).toBe('Friday 20 November 2026: 1 mail sent, nothing to tell wants-none\n');
    expect(recipients(mail)).toEqual(['line@example.com']);
    expect(mail.received[0]!.mail.subject).toBe('Bank, wants-a-line: Fri 20 Nov, all quiet');
    expect(mail.received[0]!.mail.text).toContain('Healthy all day, and nothing to tell: prod.');
  });
});

test('a collector that died is news, also for who wants no quiet days; and so is a cluster that was never collected', async () => {
  const mail = await server();
  const config = await writeConfig([{ ...platform, to: ['a@example.com'], quiet: 'none' }], {
    clusters: [{ name: 'dr' }, { name: 'prod' }],
  });
  const { status } = await digest(config, `smtp://127.0.0.1:${mail.port}`, '--day', '2026-11-23');
  expect(status).toBe(3);
  const [letter] = mail.received;
  expect(letter!.mail.subject).toBe('Bank, platform: Mon 23 Nov, there is no data of prod and dr');
  expect(letter!.mail.text).toContain('No data: the last snapshot is of 22 Nov 00:00');
  expect(letter!.mail.text).toContain('no snapshot was ever taken of this cluster');
});

describe('the page', () => {
  test('is printed once its day is over, and the same from scratch', async () => {
    const own = path.join(folder, 'grown');
    const site = path.join(folder, 'grown-site');
    await take(own, 'prod', '2026-11-20T23:45:00Z');
    await publishTo(own, site, { timeZone: 'Europe/Amsterdam' });
    await expect(fs.access(path.join(site, '-/digests'))).rejects.toThrow('ENOENT');
    for (const time of ['2026-11-21T00:00:00Z', '2026-11-21T22:45:00Z', '2026-11-21T23:00:00Z']) {
      await take(own, 'prod', time);
      await publishTo(own, site, { timeZone: 'Europe/Amsterdam' });
    }
    const html = await fs.readFile(path.join(site, '-/digests/2026-11-21.html'), 'utf8');
    expect(toText(html)).toContain('Saturday 21 November 2026');
    expect(toText(html)).toContain('00:45 (Europe/Amsterdam)'.slice(0, 5));
    await take(own, 'prod', '2026-11-21T23:15:00Z');
    await publishTo(own, site, { timeZone: 'Europe/Amsterdam' });
    const fresh = path.join(folder, 'fresh-site');
    await publishTo(own, fresh, { timeZone: 'Europe/Amsterdam' });
    const digests = async (out: string) =>
      Object.entries(digestSite(out)).filter(([file]) => file.startsWith('-/digests/'));
    expect(await digests(site)).toEqual(await digests(fresh));
    expect((await digests(site)).map(([file]) => file)).toEqual([
      '-/digests/2026-11-21.html',
      '-/digests/2026-11-21.json',
      '-/digests/2026-11-21.png',
      '-/digests/index.html',
    ]);
    expect(await fs.readFile(path.join(site, 'index.html'), 'utf8')).toContain('href="-/digests/index.html"');
  });

  test('and the pages of its days lead to each other', async () => {
    const site = path.join(folder, 'grown-site');
    const html = await fs.readFile(path.join(site, '-/digests/2026-11-21.html'), 'utf8');
    // Its day in Amsterdam has an hour of the day before in UTC.
    for (const day of ['2026-11-20', '2026-11-21']) {
      expect(html).toContain(`href="../../prod/${day}/index.html"`);
      const script = await fs.readFile(path.join(site, 'prod', day, 'editions.js'), 'utf8');
      expect(script).toContain(
        '"file":"-/digests/2026-11-21.html","text":"Digest of Saturday 21 November 2026"',
      );
      // No digest of an earlier or a later day was printed.
      expect(script.match(/-\/digests\//g)).toHaveLength(1);
    }
  });

  test('and times of a day have the time of the zone beside UTC', async () => {
    const day = await fs.readFile(path.join(folder, 'grown-site', 'prod/2026-11-21/index.html'), 'utf8');
    expect(toText(day)).toContain('last at 23:15:00 UTC (00:15 Europe/Amsterdam)');
    expect(toText(day)).toContain('Time, and in Europe/Amsterdam');
  });
});

describe.runIf(needs.chromium)('in a browser', () => {
  let browser: Browser;
  test('the mail fits 320 and 640 px, light and dark, without a request', async () => {
    browser = await openBrowser();
    try {
      const out = path.join(folder, 'dry');
      const config = await writeConfig([{ ...platform, namespaces: ['shop'] }]);
      const ended = await digest(config, undefined, '--dry-run', '--out', out);
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      const file = path.join(out, `${DAY}-platform.html`);
      for (const width of [320, 640]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
          const page = await context.newPage();
          const requests: string[] = [];
          page.on('request', (request) => requests.push(request.url()));
          await page.goto(`file://${file}`);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
          const [ink, paper] = await page.evaluate(() => {
            const { color, backgroundColor } = getComputedStyle(document.body);
            return [color, backgroundColor];
          });
          expect([ink, paper]).toEqual(
            colorScheme === 'dark'
              ? ['rgb(236, 234, 228)', 'rgb(21, 23, 27)']
              : ['rgb(28, 27, 24)', 'rgb(251, 250, 246)'],
          );
          expect(requests).toEqual([`file://${file}`]);
          await context.close();
        }
      }
      expect(await fs.readFile(path.join(out, `${DAY}-platform.eml`), 'utf8')).toMatch(
        /^To: a@example\.com\r?$/m,
      );
    } finally {
      await browser.close();
    }
  });
});
