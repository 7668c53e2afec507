import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import { serveDemo } from '../src/demo/api.ts';
import { prune } from '../src/snapshots/prune.ts';
import { openBrowser, serveFolder, watch } from './browser.ts';
import { needs } from './needs.ts';
import { listSite, publishTo, sharedScratch } from './site-fixtures.ts';

const ANCHOR = Date.parse('2026-11-22T10:00:00Z');
const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
const home = `${pathToFileURL(out).href}/`;

/** Every kind of page: in an incident, on two days, of two clusters, thinned out and damaged. */
async function makeSite(): Promise<void> {
  const api = await serveDemo({ anchor: new Date(ANCHOR) });
  const kubeconfig = path.join(scratch, 'kubeconfig');
  await fs.writeFile(kubeconfig, api.kubeconfig);
  const settings = {
    intervalSeconds: 900,
    eventTtlSeconds: 3600,
    dataCentreLabel: 'topology.kubernetes.io/zone',
    viewerContext: 'bank',
    silences: [],
  };
  const takeAt = async (name: 'production' | 'acceptance', hours: number) => {
    const at = new Date(ANCHOR + hours * 3_600_000);
    api.setTime(at, name);
    const cluster = { name, context: name, kubeconfig };
    return collect({ cluster, settings, customResources: [], data, version: '0', now: () => at });
  };
  for (const hours of [-12, -11.75, -3, -2.75, 0]) await takeAt('production', hours);
  await takeAt('acceptance', -1);
  const { stored } = await takeAt('acceptance', 0);
  await api.close();
  await prune(data, 'production', { all: 4 * 3600, daily: 86_400 * 30 }, new Date(ANCHOR));
  await fs.truncate(path.join(data, 'acceptance', stored.file), 100);
  await publishTo(data, out);
}

describe.runIf(needs.chromium)('the site in a browser', () => {
  let browser: Browser;
  let pages: string[];
  beforeAll(async () => {
    await makeSite();
    pages = (await listSite(out)).filter((file) => file.endsWith('.html'));
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  /** One page of each kind. */
  const samples = () => [
    'index.html',
    'production/index.html',
    'production/2026-11-22/index.html',
    ...['index', 'pods', 'workloads', 'nodes', 'events'].map(
      (page) => `production/2026-11-22/070000Z/${page}.html`,
    ),
    'acceptance/2026-11-22/100000Z/index.html',
    pages.find((file) => file.startsWith('production/2026-11-21/221500Z/'))!,
  ];

  test('opens from files: every link works, styles apply, scripts run, and nothing leaves the folder', async () => {
    const page = await browser.newPage();
    const faults = watch(page, home);
    const seen = new Map<string, Set<string>>();
    const wanted: { from: string; to: string }[] = [];
    const queue = [`${home}index.html`];
    for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
      if (seen.has(url)) continue;
      await page.goto(url);
      const found = await page.evaluate(() => ({
        links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
          .filter((link) => !link.hidden)
          .map((link) => (link as { href: unknown }).href)
          .map((href) => (typeof href === 'string' ? href : (href as SVGAnimatedString).baseVal))
          .map((href) => new URL(href, document.baseURI).href),
        ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
        scripted: document.documentElement.classList.contains('scripted'),
        font: getComputedStyle(document.body).fontFamily,
        title: document.title,
      }));
      expect(found, url).toMatchObject({ scripted: true, title: expect.stringMatching(/ · Test site$/) });
      expect(found.font, url).not.toMatch(/^"?Times/);
      seen.set(url, new Set(found.ids));
      for (const link of found.links.filter((one) => !one.startsWith('https://www.npmjs.com/'))) {
        wanted.push({ from: url, to: link });
        queue.push(link.split('#')[0]!);
      }
    }
    const broken = wanted.filter(({ to }) => {
      const [file = '', id] = to.split('#');
      return id !== undefined && !seen.get(file)?.has(decodeURIComponent(id));
    });
    expect(broken).toEqual([]);
    expect(faults).toEqual([]);
    expect([...seen.keys()].map((url) => url.slice(home.length)).sort()).toEqual(pages);
    await page.close();
  });

  test('under a sub-path over HTTP no page fails or asks another host', async () => {
    const server = await serveFolder(out, '/status/gazette/');
    const page = await browser.newPage();
    const faults = watch(page, server.url);
    for (const file of pages) {
      await page.goto(`${server.url}${file}`);
      expect(await page.locator('html.scripted').count(), file).toBe(1);
    }
    expect(faults).toEqual([]);
    await page.close();
    await server.close();
  });

  test('a permanent page leads to the edition after it, on the same page, and the last leads nowhere', async () => {
    const server = await serveFolder(out, '/status/gazette/');
    const page = await browser.newPage();
    await page.goto(`${server.url}production/2026-11-21/221500Z/pods.html`);
    await page.getByRole('link', { name: 'Next' }).click();
    expect(page.url()).toBe(`${server.url}production/2026-11-22/070000Z/pods.html`);
    await page.getByRole('link', { name: 'Next' }).click();
    expect(page.url()).toBe(`${server.url}production/2026-11-22/071500Z/pods.html`);
    await page.getByRole('link', { name: 'Previous' }).click();
    expect(page.url()).toBe(`${server.url}production/2026-11-22/070000Z/pods.html`);
    await page.goto(`${server.url}production/2026-11-22/100000Z/pods.html`);
    expect(await page.getByRole('link', { name: 'Next' }).count()).toBe(0);
    await page.close();
    await server.close();
  });

  test('a command is copied as it stands there', async () => {
    const server = await serveFolder(out, '/status/gazette/');
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto(`${server.url}production/2026-11-22/070000Z/pods.html`);
    const cell = page.locator('td.action', { has: page.locator('details') }).first();
    await cell.locator('summary').click();
    await cell.getByRole('button').click();
    expect(await cell.getByRole('button').textContent()).toBe('Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^kubectl --context bank -n [a-z-]+ delete pod\/[a-z0-9-]+$/);
    expect(await cell.locator('code').textContent()).toBe(copied);
    await context.close();
    await server.close();
  });

  test('the box shows the rows that hold every word, and says how many', async () => {
    const page = await browser.newPage();
    await page.goto(`${home}production/2026-11-22/070000Z/pods.html`);
    const rows = page.locator('tbody tr:not(.subhead)');
    const [all, name] = [await rows.count(), await rows.first().locator('.name').textContent()];
    await page.keyboard.press('/');
    await page.keyboard.type(`${name} no-such-word`);
    expect(await rows.filter({ visible: true }).count()).toBe(0);
    for (let press = 0; press < ' no-such-word'.length; press += 1) await page.keyboard.press('Backspace');
    expect(await rows.filter({ visible: true }).count()).toBe(1);
    expect(await page.locator('[data-filter] output').textContent()).toBe(`1 of ${all}`);
    await page.close();
  });

  test('without scripts every page says the same', async () => {
    const [scripted, plain] = await Promise.all(
      [true, false].map(async (javaScriptEnabled) =>
        (await browser.newContext({ javaScriptEnabled })).newPage(),
      ),
    );
    for (const file of samples()) {
      const texts = await Promise.all(
        [scripted!, plain!].map(async (page) => {
          await page.goto(home + file);
          return page.locator('main').innerText();
        }),
      );
      const [withScripts, without] = texts.map((text) => text.replaceAll(/\bFilter\s*\/|\bCopy\b|\s+/g, ' '));
      const normal = (text: string | undefined) =>
        text!
          .replaceAll(/ +/g, ' ')
          .trim()
          .replace(/ [0-9]+ \w+ ago(, overdue)?/g, '');
      expect(normal(without), file).toBe(normal(withScripts));
      expect(normal(without).length, file).toBeGreaterThan(100);
    }
    await Promise.all([scripted!, plain!].map((page) => page.context().close()));
  });

  test('no page is wider than a telephone of 360 pixels', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    for (const file of samples()) {
      await page.goto(home + file);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ file, width }).toEqual({ file, width: 360 });
    }
    await page.close();
  });
});
