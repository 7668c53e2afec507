/** Where links lead: from files, under a sub-path, and from edition to edition. */
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { MISSING_FILE } from '../../src/site/missing-file.ts';
import { watch } from '../browser.ts';
import { listSite } from '../site-fixtures.ts';
import type { OpenSite } from './demo-site.ts';

/** Links that leave the site on purpose. */
const ELSEWHERE = 'https://www.npmjs.com/';

/** The page that a link through an overview means. */
function pageMeant(link: string): { page: string; anchor?: string } | undefined {
  const [overview, page, anchor] = link.split(/#page=([a-z]+\.html)(?:\/|$)/);
  if (page === undefined) return undefined;
  return { page: new URL(page, overview).href, ...(anchor && { anchor }) };
}

export function testLinks(site: OpenSite): void {
  test('opens from files: every link and every anchor leads somewhere, styles apply, scripts run', async () => {
    const home = `${pathToFileURL(site.out).href}/`;
    const files = listSite(site.out);
    const page = await site.browser.newPage();
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
      for (const link of found.links.filter((one) => !one.startsWith(ELSEWHERE))) {
        wanted.push({ from: url, to: link });
        const target = link.split('#')[0]!;
        if (target.endsWith('.html')) queue.push(target);
        const beside = pageMeant(link);
        if (beside && files.includes(decodeURI(beside.page.slice(home.length)))) queue.push(beside.page);
      }
    }
    const broken = wanted.filter(({ to }) => {
      const [file = '', id] = to.split('#');
      if (!file.endsWith('.html')) return !files.includes(decodeURI(file.slice(home.length)));
      // Through an overview to another page, if the edition has that page.
      const meant = pageMeant(to);
      if (meant)
        return (
          meant.anchor !== undefined && seen.get(meant.page)?.has(decodeURIComponent(meant.anchor)) === false
        );
      return (
        id !== undefined &&
        !/^(filter|after|moment)=/.test(id) &&
        !seen.get(file)?.has(decodeURIComponent(id))
      );
    });
    expect(broken).toEqual([]);
    expect(faults).toEqual([]);
    const reached = [...seen.keys()].map((url) => url.slice(home.length)).sort();
    expect(reached).toEqual(
      files.filter(
        (file) =>
          file.endsWith('.html') &&
          // No page leads to the page for addresses without a file.
          file !== MISSING_FILE &&
          // An empty page of custom resources is only reached from that of the edition after it, if there is one.
          (!file.endsWith('/custom.html') || reached.includes(file)),
      ),
    );
    await page.close();
  });

  test('a permanent page leads to the edition after it, on the same page, and the last leads nowhere', async () => {
    const page = await site.browser.newPage();
    await page.goto(`${site.url}production/2026-11-21/221500Z/index.html`);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL(`${site.url}production/2026-11-22/021500Z/index.html`);
    await page.getByRole('link', { name: 'Health checks' }).first().click();
    await page.waitForURL(`${site.url}production/2026-11-22/021500Z/pods.html`);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL(`${site.url}production/2026-11-22/023000Z/pods.html`);
    await page.keyboard.press('p');
    await page.waitForURL(`${site.url}production/2026-11-22/021500Z/pods.html`);
    await page.keyboard.press('n');
    await page.waitForURL(`${site.url}production/2026-11-22/023000Z/pods.html`);
    // The edition before has one page, because its snapshot was deleted.
    await page.goto(`${site.url}production/2026-11-22/021500Z/pods.html`);
    await page.keyboard.press('p');
    await page.waitForURL(`${site.url}production/2026-11-21/221500Z/index.html#page=pods.html`);
    await page.goto(`${site.url}production/2026-11-22/100000Z/pods.html`);
    expect(await page.getByRole('link', { name: 'Next' }).count()).toBe(0);
    await page.close();
  });

  test('an edition leads to its reviews and its digest; these, the day and the edition lead to each other', async () => {
    const page = await site.browser.newPage();
    const toldBy = async (file: string) => {
      await page.goto(site.url + file);
      return page.locator('.tellings a').allInnerTexts();
    };
    const review = 'Review: lxa150h falls silent while a rollout is stuck';
    const digest = 'Digest of Saturday 21 November 2026';
    expect(await toldBy('production/2026-11-22/023000Z/pods.html')).toEqual([review]);
    expect(await toldBy('production/2026-11-22/100000Z/index.html')).toEqual([]);
    expect(await page.locator('.tellings').isVisible()).toBe(false);
    expect(await toldBy('production/2026-11-22/index.html')).toEqual([review]);
    await page.getByRole('link', { name: review }).click();
    await page.getByRole('link', { name: '2026-11-22, the whole day' }).click();
    await page.waitForURL(`${site.url}production/2026-11-22/index.html`);
    expect(await toldBy('production/2026-11-21/221500Z/index.html')).toEqual([digest]);
    await page.getByRole('link', { name: digest }).click();
    await page.getByRole('link', { name: '2026-11-21, the whole day' }).click();
    await page.waitForURL(`${site.url}production/2026-11-21/index.html`);
    expect(await page.locator('.tellings a').allInnerTexts()).toEqual([digest]);
    await page.close();
  });

  test('without scripts every page says the same, and offers nothing that needs them', async () => {
    const contexts = await Promise.all(
      [true, false].map((javaScriptEnabled) => site.browser.newContext({ javaScriptEnabled })),
    );
    const [scripted, plain] = await Promise.all(contexts.map((context) => context.newPage()));
    for (const [type, file] of site.samples) {
      const texts = await Promise.all(
        [scripted!, plain!].map(async (page) => {
          await page.goto(site.url + file);
          // Without controls; heads that sort still count.
          const text = await page.locator('main').evaluate((main: HTMLElement) => {
            for (const control of main.querySelectorAll(
              'button:not(.sort), .filter, .order, .picker, .ledger, .replay, .then',
            ))
              control.remove();
            return main.innerText;
          });
          return text
            .replaceAll(/\s+/g, ' ')
            .replaceAll(/ [0-9]+ \w+ ago(, overdue)?/g, '')
            .trim();
        }),
      );
      const [withScripts, without] = texts;
      expect(without, type).toBe(withScripts);
      expect(without!.length, type).toBeGreaterThan(60);
      await plain!.reload();
      expect(await plain!.locator('input, select, button').filter({ visible: true }).count(), type).toBe(0);
    }
    await Promise.all(contexts.map((context) => context.close()));
  });
}
