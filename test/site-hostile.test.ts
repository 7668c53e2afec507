import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { openBrowser, watch } from './browser.ts';
import { needs } from './needs.ts';
import { LONG_NAMED, writeLongNames } from './pages/long-names.ts';
import { overflowFaults } from './pages/page-checks.ts';
import { samplePages } from './pages/page-types.ts';
import { faultsOf, gazette, publishTo, sharedScratch, take, type Ended } from './site-fixtures.ts';
import { object, runningPod, snapshotOf } from './snapshot-of.ts';

/** What a name or a message could attack: a page, a shell, a terminal. */
const printable = [
  '<script>globalThis.pwned=1</script>',
  '"><img src=x onerror="pwned=1">',
  "' onmouseover='pwned=1' autofocus onfocus='pwned=1",
  'javascript:pwned=1',
  '</title></head></table></main><h1 id="pwned">',
  '--><svg onload=pwned=1>]]>&lt;b&gt;&amp;&#x3c;',
  '{{constructor.constructor("pwned=1")()}} {pwned} ${pwned=1}',
  '`touch pwned`',
  '$(touch pwned)',
  'it\'s; touch pwned && "touch pwned" | touch pwned > pwned #',
  '--kubeconfig=/etc/shadow',
  '-o name * ? ~ !! \\',
  'x'.repeat(2000),
];
const invisible = [
  'two\nlines; touch pwned',
  'over\rwritten\ttab\b',
  '\u001b[31mred\u001b[0m\u001b]0;title\u0007',
  '\u009b31mC1',
  'reversed \u202egnp.exe \u2066isolated',
  'line\u2028separator\u2029',
];
const hostile = [...printable, ...invisible];
const CONTEXT = "viewer's $(touch pwned)";

const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
const edition = 'hostile/2026-11-22/071500Z';

function objects(): KeptObject[] {
  return hostile.flatMap((text, index): KeptObject[] => {
    const namespace = `n${index}${text}`;
    const name = `o${index}${text}`;
    const metadata = {
      namespace,
      labels: { app: text, version: text, [text]: text },
      uid: `${index}${text}`,
    };
    const replicaSet = object('ReplicaSet', name, { metadata: { ...metadata, uid: `r${index}${text}` } });
    const condition = { type: text, status: 'True', reason: text, message: text };
    return [
      object('Namespace', namespace),
      object('Deployment', name, {
        metadata: { ...metadata, uid: `d${index}${text}` },
        spec: {
          replicas: 2,
          template: { spec: { containers: [{ name: text, image: `registry/${text}` }] } },
        },
        status: { replicas: 1, conditions: [condition] },
      }),
      replicaSet,
      runningPod(name, replicaSet, {
        metadata,
        spec: { nodeName: text, containers: [{ name: text, image: `registry/app:${text}` }] },
        status: {
          phase: 'Pending',
          reason: text,
          message: text,
          podIP: text,
          conditions: [condition],
          containerStatuses: [
            {
              name: text,
              ready: false,
              restartCount: 3,
              image: text,
              state: { waiting: { reason: text, message: text } },
              lastState: {
                terminated: { exitCode: 1, reason: text, message: text, finishedAt: '2026-11-22T07:00:00Z' },
              },
            },
          ],
        },
      }),
      object('Node', name, {
        metadata: {
          labels: { zone: text, [`node-role.kubernetes.io/${text}`]: '' },
          uid: `n${index}${text}`,
        },
        spec: { taints: [{ key: text, value: text, effect: text }] },
        status: {
          conditions: [{ type: 'Ready', status: 'False', reason: text, message: text }, condition],
          addresses: [{ type: 'InternalIP', address: text }],
          nodeInfo: {
            kubeletVersion: text,
            osImage: text,
            kernelVersion: text,
            containerRuntimeVersion: text,
          },
        },
      }),
      object('Event', `e${index}`, {
        metadata: { namespace, uid: `e${index}${text}` },
        type: 'Warning',
        reason: text,
        message: text,
        lastTimestamp: '2026-11-22T07:10:00Z',
        source: { component: text, host: text },
        involvedObject: { kind: text, namespace, name: text },
      }),
    ];
  });
}

beforeAll(async () => {
  const { coverage } = snapshotOf(
    {},
    { coverage: { Job: { state: 'failed', error: hostile.join(' ') } } },
  ).meta;
  const settings = {
    intervalSeconds: 900,
    eventTtlSeconds: 3600,
    dataCentreLabel: 'zone',
    viewerContext: CONTEXT,
    alias: printable.join(' '),
    silences: [],
  };
  const server = { version: hostile.join(' '), ready: false, notReady: hostile };
  const more = { objects: objects(), coverage, settings, server };
  await take(data, 'hostile', '2026-11-22T07:00:00Z', more);
  await take(data, 'hostile', '2026-11-22T07:15:00Z', more);
  await publishTo(data, out, { title: printable[0] });
});

test('every page is whole and every link on it leads somewhere', async () => {
  expect(await faultsOf(out)).toEqual([]);
});

describe.runIf(needs.chromium)('hostile text in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('is text: it runs no script, makes no element and leaves the page as wide as the screen', async () => {
    // Without the policy that would stop an attack that escapes.
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const home = pathToFileURL(out).href;
    const faults = watch(page, home);
    const own = new Set(['index.html', 'hostile/index.html', 'hostile/2026-11-22/index.html']);
    for (const name of ['index', 'pods', 'workloads', 'nodes', 'events']) own.add(`${edition}/${name}.html`);
    for (const file of own) {
      await page.goto(`${home}/${file}`);
      const found = await page.evaluate(() => {
        const elements = [...document.querySelectorAll('*')];
        const { pwned } = globalThis as { pwned?: unknown };
        return {
          pwned: pwned === undefined ? undefined : 'pwned',
          made: elements.filter((one) => ['IMG', 'B'].includes(one.tagName) || one.id === 'pwned').length,
          handlers: elements.filter((one) => one.getAttributeNames().some((name) => name.startsWith('on')))
            .length,
          inline: [...document.scripts].filter((script) => !script.src).length,
          titles: document.head.querySelectorAll('title').length,
          headings: document.querySelectorAll('h1').length,
          hrefs: [...document.querySelectorAll('a[href]')]
            .map((link) => link.getAttribute('href')!)
            .filter((href) => /^\s*\w+:/.test(href) && !href.startsWith('https://www.npmjs.com/')),
          // The script puts its announcements after the footer.
          footer: [...document.body.children].findLast((one) => !one.matches('[role=status]'))?.tagName,
          width: document.documentElement.scrollWidth,
        };
      });
      expect({ file, ...found }).toEqual({
        file,
        pwned: undefined,
        made: 0,
        handlers: 0,
        inline: 0,
        titles: 1,
        headings: 1,
        hrefs: [],
        footer: 'FOOTER',
        width: 360,
      });
    }
    expect(faults).toEqual([]);
    await context.close();
  });

  test('is shown as it is, row by row', async () => {
    const page = await browser.newPage();
    for (const name of ['pods', 'workloads', 'nodes', 'events']) {
      await page.goto(`${pathToFileURL(out).href}/${edition}/${name}.html`);
      const rows = page.locator('tbody tr:not(.subhead)');
      const texts = await rows.allTextContents();
      for (const text of printable)
        expect(texts.filter((row) => row.includes(text)).length, text).toBeGreaterThan(0);
    }
    await page.close();
  });

  test('in a command is a word of it, to every shell', async () => {
    const page = await browser.newPage();
    const commands: string[] = [];
    for (const name of ['pods', 'workloads']) {
      await page.goto(`${pathToFileURL(out).href}/${edition}/${name}.html`);
      // The button comes when a row is unfolded.
      const details = page.locator('td.action details');
      await details.evaluateAll((all: HTMLDetailsElement[]) => all.forEach((one) => (one.open = true)));
      await details.last().locator('[data-copy]').first().waitFor();
      commands.push(
        ...(await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('[data-copy]')].map((button) => button.dataset.copy!),
        )),
      );
    }
    await page.close();
    const bin = path.join(scratch, 'bin');
    const yard = path.join(scratch, 'yard');
    await fs.mkdir(bin);
    await fs.mkdir(yard);
    await fs.writeFile(path.join(bin, 'kubectl'), '#!/bin/sh\nprintf "%s\\0" "$@"\n', { mode: 0o755 });
    const expected = printable.flatMap((text) => {
      const index = hostile.indexOf(text);
      const [place, name] = [['--context', CONTEXT, '-n', `n${index}${text}`], `o${index}${text}`];
      return [
        [...place, 'delete', `pod/${name}`],
        [...place, 'rollout', 'restart', `deployment/${name}`],
        [...place, 'scale', `deployment/${name}`, '--replicas=2'],
      ];
    });
    for (const shell of ['bash', 'sh']) {
      const heard: string[][] = [];
      for (const command of commands) {
        const { stdout } = await promisify(execFile)(shell, ['-c', command], {
          cwd: yard,
          env: { PATH: `${bin}:/usr/bin:/bin` },
        });
        heard.push(stdout.split('\0').slice(0, -1));
      }
      for (const words of expected) expect(heard).toContainEqual(words);
      // A name that affects a terminal before the shell sees its quotes gets no command.
      for (const words of heard) expect(invisible.some((text) => words.join(' ').includes(text))).toBe(false);
    }
    expect(await fs.readdir(yard)).toEqual([]);
  });
});

/** Control characters except the line feed, and characters that change the reading direction. */
const ACTS_ON_TERMINALS = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

function expectHarmless({ stdout, stderr }: Ended): void {
  for (const text of [stdout, stderr]) {
    const at = text.search(ACTS_ON_TERMINALS);
    expect(at === -1 ? '' : JSON.stringify(text.slice(Math.max(0, at - 40), at + 40))).toBe('');
  }
}

test.each([
  ['list'],
  ['list', 'hostile'],
  ['verify'],
  ['cat', 'hostile'],
  ['cat', 'hostile', '-o', 'yaml'],
  ['cat', 'hostile', '-o', 'name'],
  ['cat', 'hostile', 'pod', 'none/\u001b[31m'],
  ['cat', 'no\u001b[31mne'],
  ['publish', '--rerender', '\u001b[31m'],
  ['\u001b[31m'],
])('gazette %s %s %s %s prints nothing that acts on a terminal', async (command, ...args) => {
  const ended = await gazette(command, ...args, '--data', data);
  expect(ended.stdout + ended.stderr).not.toBe('');
  expectHarmless(ended);
});

test.runIf(needs.chromium)(
  'long names leave every page as wide as the screen, from a telephone to a desk',
  async () => {
    const [longData, site] = [path.join(scratch, 'long-data'), path.join(scratch, 'long-site')];
    await writeLongNames(longData);
    await publishTo(longData, site);
    const samples = await samplePages(site, `${LONG_NAMED}/2026-11-22/071500Z`);
    const browser = await openBrowser();
    const page = await browser.newPage();
    const faults: string[] = [];
    // Pages of several days have the tables of a day.
    for (const [type, file] of [...samples].filter(([name]) => !name.startsWith('long '))) {
      await page.goto(pathToFileURL(path.join(site, file)).href);
      for (const width of [320, 360, 390, 834, 1024, 1100, 1280, 1600]) {
        await page.setViewportSize({ width, height: 800 });
        const isWide = await page.evaluate(() =>
          [document.documentElement, document.querySelector('main')!].some(
            ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1,
          ),
        );
        // It looks at every element: only where there is a fault to name.
        const found = isWide ? ['a part is too wide', ...(await overflowFaults(page))] : [];
        faults.push(...found.map((fault) => `${type} at ${width}: ${fault}`));
      }
    }
    await browser.close();
    expect(samples.size).toBeGreaterThan(25);
    expect(faults).toEqual([]);
  },
);

test('cat prints hostile text as JSON that can be read back', async () => {
  const { stdout } = await gazette('cat', 'hostile', 'event', '-o', 'json', '--data', data);
  const { items } = JSON.parse(stdout) as { items: { message: string }[] };
  expect(items.map(({ message }) => message).sort()).toEqual(hostile.toSorted());
});

test('collect prints what a hostile API server says, and nothing that acts on a terminal', async () => {
  const message = hostile.join(' ');
  const server = http.createServer((_, response) => {
    response.writeHead(403, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', status: 'Failure', reason: message, code: 403, message }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubeconfig = path.join(scratch, 'kubeconfig');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server: address } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  };
  await fs.writeFile(kubeconfig, JSON.stringify(config));
  const ended = await gazette(
    'collect',
    '--cluster',
    'c',
    '--kubeconfig',
    kubeconfig,
    '--data',
    path.join(scratch, 'none'),
  );
  server.close();
  expect(ended.stdout + ended.stderr).toContain('globalThis.pwned');
  expect(ended.status).toBe(4);
  expectHarmless(ended);
});
