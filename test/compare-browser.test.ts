import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import { serveDemo } from '../src/demo/api.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import { openBrowser, serveFolder, watch } from './browser.ts';
import { needs } from './needs.ts';
import { accessFaults, overflowFaults, paperFaults } from './pages/page-checks.ts';
import { publishTo, sharedScratch, someObjects, take } from './site-fixtures.ts';
import { object, snapshotOf } from './snapshot-of.ts';
import { storedPod } from './store-fixtures.ts';

const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
const HOSTILE = 'ä東💥 </script><img src=x onerror=alert(1)>\u001b[31m\u202e\u2028\t"\\';

describe.runIf(needs.chromium)('the page that compares', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveFolder>>;
  beforeAll(async () => {
    await takeDemo();
    await takeOdd();
    await publishTo(data, out, { order: ['odd', 'acceptance', 'production'] });
    server = await serveFolder(out, '/status/gazette/');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (fragment = '', options: Parameters<Browser['newPage']>[0] = {}) => {
    const page = await browser.newPage(options);
    const faults = watch(page, server.url);
    await page.goto(`${server.url}-/compare.html${fragment}`);
    return { page, faults };
  };
  const status = (page: Page) => page.locator('.picker output');
  const compared = (page: Page) =>
    status(page)
      .filter({ hasText: /^Compared in \d+\.\d s/ })
      .waitFor();
  const failed = (page: Page, words: string) => status(page).filter({ hasText: words }).waitFor();
  /** The picked edition of a side, as an address. */
  const picked = async (page: Page, side: 'before' | 'after') => {
    const [cluster, day, time] = await page
      .locator(`[data-side=${side}] select`)
      .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
    return `${cluster}/${day}T${time}`;
  };
  /** Waits until the side shows the address. */
  const isPicked = (page: Page, side: 'before' | 'after', address: string) =>
    expect.poll(() => picked(page, side)).toBe(address);

  test.each([
    ['production/2026-11-22T021500Z', 'production/2026-11-22T023000Z'],
    ['odd/2026-11-21T234500Z', 'odd/2026-11-22T070000Z'],
    ['odd/2026-11-22T070000Z', 'odd/2026-11-22T071500Z'],
    ['odd/2026-11-22T071500Z', 'odd/2026-11-22T073000Z'],
    ['odd/2026-11-22T073000Z', 'odd/2026-11-22T074500Z'],
  ])('from %s to %s it shows what the printed page of changes does, word for word', async (before, after) => {
    const { page, faults } = await open(`#before=${before}&after=${after}`);
    await compared(page);
    const here = await page.locator('.result .changes').evaluate(outlineOf);
    await page.goto(`${server.url}${after.replace('T', '/')}/changes.html`);
    const printed = await page.locator('main .changes').evaluate(outlineOf);
    expect(here).toEqual(printed);
    expect(here.length).toBeGreaterThan(15);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('a reader picks two, and the address says which', async () => {
    const { page, faults } = await open();
    await isPicked(page, 'after', 'production/2026-11-22T023000Z');
    await isPicked(page, 'before', 'production/2026-11-22T021500Z');
    const before = page.getByRole('group', { name: 'Before' });
    await before.getByLabel('Cluster').selectOption('acceptance');
    await isPicked(page, 'before', 'acceptance/2026-11-22T023000Z');
    await before.getByLabel('Cluster').selectOption('odd');
    // The edition nearest to the last pick.
    await isPicked(page, 'before', 'odd/2026-11-21T234500Z');
    await before.getByLabel('Day').selectOption('2026-11-22');
    await isPicked(page, 'before', 'odd/2026-11-22T070000Z');
    await before.getByLabel('Cluster').selectOption('production');
    await isPicked(page, 'before', 'production/2026-11-22T021500Z');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await compared(page);
    const { hash } = new URL(page.url());
    expect(hash).toBe('#before=production/2026-11-22T021500Z&after=production/2026-11-22T023000Z');
    expect(await page.title()).toContain('production, 2026-11-22 02:15:00 → 02:30:00 UTC');
    // Links within the result do not change the address; links to rows lead there.
    await page.getByRole('link', { name: 'What happened' }).click();
    expect(new URL(page.url()).hash).toBe(hash);
    const row = page.locator('#happened h3 a[href]').first();
    const name = (await row.textContent())!.split('/').at(-1)!;
    await row.click();
    await page.waitForURL(/production\/2026-11-22\/023000Z\/\w+\.html#/);
    expect(await page.locator(':target').textContent()).toContain(name);
    await page.goBack();
    await compared(page);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('shortcuts set what the later one is compared with', async () => {
    const { page } = await open('#after=odd/2026-11-22T073000Z');
    await isPicked(page, 'before', 'odd/2026-11-22T071500Z');
    const shortcut = (name: string) => page.getByRole('button', { name });
    for (const [name, address] of [
      ['a day before', 'odd/2026-11-21T230000Z'],
      ['the snapshot before', 'odd/2026-11-22T071500Z'],
      ['an hour before', 'odd/2026-11-22T070000Z'],
      ['the same moment in production', 'production/2026-11-22T023000Z'],
    ] as const) {
      await shortcut(name).click();
      await isPicked(page, 'before', address);
    }
    expect(await shortcut('the same moment in odd').isDisabled()).toBe(true);
    await page.close();
  });

  test('two clusters: services by what they are, words by the clusters, no events', async () => {
    const { page, faults } = await open(
      '#before=acceptance/2026-11-22T023000Z&after=production/2026-11-22T023000Z',
    );
    await compared(page);
    const text = await page.locator('.result').innerText();
    expect(text).toMatch(/ in acceptance, \w+ in production: \d+ services? of (an)?other version/);
    expect(text).toContain('only in acceptance');
    expect(text).toMatch(/Of one cluster by nature, and not compared: Pod, /);
    expect(text).toContain('gazette diff acceptance/2026-11-22T023000Z production/2026-11-22T023000Z');
    expect(await page.locator('#events').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('noise is a click away, also in a link', async () => {
    const { page } = await open('#before=production/2026-11-22T021500Z&after=production/2026-11-22T023000Z');
    await compared(page);
    const noise = page.locator('#noise table');
    expect(await noise.isVisible()).toBe(false);
    await page.getByLabel('Show noise').check();
    expect(await noise.isVisible()).toBe(true);
    expect(page.url()).toMatch(/&noise$/);
    await page.reload();
    await compared(page);
    expect(await noise.isVisible()).toBe(true);
    await page.getByLabel('Show noise').uncheck();
    expect(await noise.isVisible()).toBe(false);
    await page.close();
  });

  test('names of the cluster are text: no element, no script, and what is invisible is made visible', async () => {
    const { page, faults } = await open('#before=odd/2026-11-22T070000Z&after=odd/2026-11-22T071500Z');
    await compared(page);
    const text = await page.locator('.result').innerText();
    expect(text).toContain('</script><img src=x onerror=alert(1)>');
    expect(text).toContain('\\u202e');
    expect([...'\u202e\u2028\u001b'].filter((one) => text.includes(one))).toEqual([]);
    expect(await page.locator('.result :is(script, img)').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('what was not seen is not comparable', async () => {
    const { page } = await open('#before=odd/2026-11-22T071500Z&after=odd/2026-11-22T073000Z');
    await compared(page);
    const notice = page.getByRole('complementary', { name: 'Not comparable' });
    expect(await notice.innerText()).toMatch(/Service: forbidden in No\. 6 \(2 of the other side/);
    await page.close();
  });

  test('says what is wrong, gives the command, and can be asked again', async () => {
    const keyframe = path.join(out, 'odd/2026-11-22/070000Z.full.jsonl.zst');
    const whole = await fs.readFile(keyframe);
    const { page } = await open('#after=odd/2026-11-22T071500Z');
    await isPicked(page, 'before', 'odd/2026-11-22T070000Z');
    const ask = () => page.getByRole('button', { name: 'Compare', exact: true }).click();
    for (const [bytes, words] of [
      [undefined, 'It did not work: 070000Z.full.jsonl.zst: the server says 404.'],
      [whole.subarray(0, 500), '070000Z.full.jsonl.zst: it is cut short, or another file.'],
    ] as const) {
      if (bytes) await fs.writeFile(keyframe, bytes);
      else await fs.rm(keyframe);
      await ask();
      await failed(page, words);
      expect(await status(page).locator('code').innerText()).toBe(
        'gazette diff odd/2026-11-22T070000Z odd/2026-11-22T071500Z',
      );
    }
    await fs.writeFile(keyframe, whole);
    await ask();
    await compared(page);
    await page.close();
  });

  test('what cannot be compared is not offered, and a link to it says why', async () => {
    const { page } = await open('#after=odd/2026-11-22T080000Z');
    await failed(page, 'the snapshot of odd at 08:00:00 on 2026-11-22 cannot be read');
    const times = page.getByRole('group', { name: 'After' }).getByLabel('Time');
    expect(await times.locator('option').allTextContents()).toEqual([
      ...['07:00:00', '07:15:00', '07:30:00', '07:45:00'],
      '08:00:00, cannot be read',
    ]);
    expect(await times.locator('option:disabled').count()).toBe(1);
    for (const [address, words] of [
      ['odd/2026-11-22T071501Z', 'there is no edition of odd at 07:15:01 on 2026-11-22'],
      ['odd/2026-11-21T233000Z', 'the snapshot of odd at 23:30:00 on 2026-11-21 was deleted'],
      ['odd/2026-11-20T071500Z', 'odd has no editions of 2026-11-20'],
      ['other/2026-11-22T071500Z', 'there is no cluster other here'],
    ] as const) {
      await page.evaluate((fragment) => (location.hash = fragment), `#after=${address}`);
      await failed(page, words);
    }
    expect(await page.getByText('1 snapshot of this day deleted').count()).toBeGreaterThan(0);
    await page.close();
  });

  test('works by keyboard alone', async () => {
    const { page } = await open('#after=production/2026-11-22T023000Z');
    await isPicked(page, 'before', 'production/2026-11-22T021500Z');
    const focused = () =>
      page.evaluate(() => {
        const at = document.activeElement!;
        return at.closest('label')?.childNodes[0]?.textContent?.trim() || at.textContent?.trim();
      });
    await page.locator('h1').click();
    const seen: (string | undefined)[] = [];
    for (let press = 0; press < 20 && seen.at(-1) !== 'Compare'; press += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
      // A key of the page must not take a letter from a list.
      if (seen.length === 1) expect(seen[0]).toBe('Cluster');
    }
    expect(seen).toContain('an hour before');
    expect(seen.filter((name) => name === 'Time, UTC')).toHaveLength(2);
    await page.keyboard.press('Enter');
    await compared(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.getByLabel('Show noise').isChecked()).toBe(true);
    await page.close();
  });

  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('in %s at %d pixels nothing overflows, and axe finds nothing', async (colorScheme, width) => {
    const { page, faults } = await open(
      '#before=odd/2026-11-21T234500Z&after=production/2026-11-22T023000Z&noise',
      { viewport: { width, height: 800 }, colorScheme },
    );
    await compared(page);
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    expect([...(await overflowFaults(page)), ...(await accessFaults(page)), ...faults]).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await paperFaults(page)).toEqual([]);
    await page.close();
  });

  test('opened as a file it says so, and gives the command for what is picked', async () => {
    const page = await browser.newPage();
    const home = pathToFileURL(out).href;
    const faults = watch(page, home);
    await page.goto(`${home}/-/compare.html#before=odd/2026-11-22T071500Z&after=odd/2026-11-22T073000Z`);
    await failed(page, 'This page was opened as a file');
    const command = status(page).locator('code');
    expect(await command.innerText()).toBe('gazette diff odd/2026-11-22T071500Z odd/2026-11-22T073000Z');
    await page.getByRole('button', { name: 'the same moment in production' }).click();
    await expect
      .poll(() => command.innerText())
      .toBe('gazette diff production/2026-11-22T023000Z odd/2026-11-22T073000Z');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await failed(page, 'This page was opened as a file');
    expect(faults).toEqual([]);
    await page.close();
  });

  test('without scripts it says what it needs, and gives a command', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.url}-/compare.html`);
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/needs scripts/);
    expect(text).toContain('gazette diff production~1 production');
    expect(await page.locator('select, button, input').filter({ visible: true }).count()).toBe(0);
    await context.close();
  });

  test('pages lead to it with their snapshot', async () => {
    const page = await browser.newPage();
    for (const [from, link] of [
      ['odd/2026-11-22/071500Z/changes.html', 'Compare with any other snapshot'],
      ['odd/2026-11-22/071500Z/raw.html', 'Compare it with any other snapshot'],
    ] as const) {
      await page.goto(server.url + from);
      await page.getByRole('link', { name: link }).click();
      await isPicked(page, 'after', 'odd/2026-11-22T071500Z');
    }
    await page.goto(`${server.url}acceptance/index.html`);
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    await isPicked(page, 'after', 'acceptance/2026-11-22T023000Z');
    await page.goto(`${server.url}index.html`);
    await page.getByRole('link', { name: 'Compare any two snapshots' }).click();
    await isPicked(page, 'after', 'production/2026-11-22T023000Z');
    await page.close();
  });
});

/** Elements with their distinguishing attributes, and texts, in order. Runs in the browser. */
function outlineOf(root: Element): string[] {
  const lines: string[] = [];
  const walk = (node: Node, depth: number): void => {
    const indent = ' '.repeat(depth);
    if (node instanceof Element) {
      const names = [
        'class',
        'id',
        'aria-label',
        'aria-labelledby',
        'data-label',
        'data-copy',
        'scope',
        'colspan',
      ];
      const attributes = names
        .filter((name) => node.hasAttribute(name))
        .map((name) => `${name}=${node.getAttribute(name)}`);
      // The printed page links to itself by relative addresses.
      const link =
        node instanceof HTMLAnchorElement && node.hasAttribute('href')
          ? [node.href.replace(/^.*?#(?=[a-z]+$)/, '#')]
          : [];
      lines.push(`${indent}<${[node.localName, ...attributes, ...link].join(' ')}>`);
      node.normalize();
      for (const child of node.childNodes) walk(child, depth + 1);
    } else if (node instanceof Text && node.data !== '') lines.push(indent + node.data.replace(/\s+/g, ' '));
  };
  walk(root, 0);
  return lines;
}

async function takeDemo(): Promise<void> {
  const api = await serveDemo({ anchor: new Date('2026-11-22T10:00:00Z') });
  const kubeconfig = path.join(scratch, 'kubeconfig');
  await fs.writeFile(kubeconfig, api.kubeconfig);
  const settings = {
    intervalSeconds: 900,
    eventTtlSeconds: 3600,
    dataCentreLabel: 'topology.kubernetes.io/zone',
    viewerContext: 'bank',
    silences: [],
  };
  for (const [name, time] of [
    ['production', '02:15'],
    ['production', '02:30'],
    ['acceptance', '02:30'],
  ] as const) {
    const at = new Date(`2026-11-22T${time}:00Z`);
    api.setTime(at, name);
    const cluster = { name, context: name, kubeconfig };
    await collect({
      cluster,
      settings,
      customResources: [],
      store: openStore(data),
      version: '0',
      now: () => at,
    });
  }
  await api.close();
}

/** A cluster with hostile names, unseen kinds, a deleted snapshot and a damaged one. */
async function takeOdd(): Promise<void> {
  const service = (name: string, externalName: string) => object('Service', name, { spec: { externalName } });
  const at = (time: string, objects = someObjects(), more = {}) =>
    take(data, 'odd', `2026-11-${time}:00Z`, { objects, ...more });
  await at('21T23:00');
  await at('21T23:30');
  await at('21T23:45', [...someObjects(), service('web', 'first.example')]);
  await prune(openStore(data), 'odd', { all: 1, daily: 86_400 * 30 }, new Date('2026-11-21T23:50:00Z'));
  await at('22T07:00', [...someObjects(), service('web', 'other.example')]);
  await at('22T07:15', [
    ...someObjects().slice(3),
    service('web', 'other.example'),
    storedPod(HOSTILE, HOSTILE),
    service(`hostile ${HOSTILE}`, HOSTILE),
  ]);
  await at('22T07:30', someObjects(), {
    coverage: snapshotOf({}, { coverage: { Service: { state: 'forbidden' } } }).meta.coverage,
  });
  await at('22T07:45');
  const { file } = await at('22T08:00', [...someObjects(), service('late', 'x')]);
  await fs.truncate(path.join(data, 'odd', file), 100);
}
