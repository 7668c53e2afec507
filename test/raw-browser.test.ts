import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, serveFolder, watch } from './browser.ts';
import { needs } from './needs.ts';
import { ballast, storedPod } from './store-fixtures.ts';
import { gazette, listSite, publishTo, sharedScratch, someObjects, take } from './site-fixtures.ts';

const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
const DAY = '2026-11-22';
const HOSTILE = 'ä東💥 </script>\u001b[31m\u202e\u2028\t"\\';

describe.runIf(needs.chromium)('the Raw page', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveFolder>>;
  beforeAll(async () => {
    const objects = [...someObjects(), ...ballast(400)];
    await take(data, 'prod', `${DAY}T07:00:00Z`, { objects });
    await take(data, 'prod', `${DAY}T07:15:00Z`, {
      objects: [...objects.slice(3), storedPod('new', HOSTILE)],
    });
    await publishTo(data, out);
    server = await serveFolder(out, '/status/gazette/');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (time: string): Promise<Page> => {
    const page = await browser.newPage({ acceptDownloads: true });
    await page.goto(`${server.url}prod/${DAY}/${time}/raw.html`);
    return page;
  };
  const press = (page: Page) => page.getByRole('button', { name: 'Put together' }).click();

  test.each([
    ['a keyframe', '070000Z', 1],
    ['a delta and its keyframe', '071500Z', 2],
  ])('puts %s together as the command line does, to the byte', async (_, time, files) => {
    const page = await open(time);
    const faults = watch(page, server.url);
    expect(await page.locator('a[data-digest]').count()).toBe(files);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page)]);
    expect(download.suggestedFilename()).toBe(`prod-${DAY}T${time}.json`);
    const file = path.join(scratch, download.suggestedFilename());
    await download.saveAs(file);
    const printed = await gazette('cat', `prod/${DAY}T${time}`, '-o', 'json', '--data', data);
    expect(await fs.readFile(file, 'utf8')).toBe(printed.stdout);
    expect(printed.stdout).toContain('ballast-399');
    expect(
      faults.filter((fault) => !fault.startsWith(`request: blob:${new URL(server.url).origin}/`)),
    ).toEqual([]);
    await page.close();
  });

  test('hands out the very files of the store', async () => {
    const page = await open('071500Z');
    const links = await page.locator('a[data-digest]').all();
    const names = await Promise.all(links.map((link) => link.innerText()));
    expect(names).toEqual(['071500Z.delta.jsonl.zst', '070000Z.full.jsonl.zst']);
    for (const [index, link] of links.entries()) {
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      const stored = await fs.readFile(path.join(data, 'prod', DAY, names[index]!));
      expect(stored.equals(await fs.readFile(await download.path()))).toBe(true);
    }
    await page.close();
  });

  test('says why it cannot, and can be asked again', async () => {
    const keyframe = path.join(out, 'prod', DAY, '070000Z.full.jsonl.zst');
    const whole = await fs.readFile(keyframe);
    const page = await open('071500Z');
    const output = page.locator('[data-raw] output');
    const spoilt = Buffer.from(whole);
    spoilt[spoilt.length - 20]! ^= 1;
    for (const [bytes, words] of [
      [undefined, '070000Z.full.jsonl.zst: the server says 404'],
      [whole.subarray(0, 4000), '070000Z.full.jsonl.zst: it is cut short, or another file'],
      [spoilt, '070000Z.full.jsonl.zst: it is not the file that this page was printed from'],
    ] as const) {
      if (bytes) await fs.writeFile(keyframe, bytes);
      else await fs.rm(keyframe);
      await press(page);
      await output.filter({ hasText: `It did not work: ${words}.` }).waitFor();
    }
    await fs.writeFile(keyframe, whole);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page)]);
    expect(await download.failure()).toBe(null);
    await page.close();
  });

  test('says that it needs HTTP where it was opened as a file, and has no button there', async () => {
    const page = await browser.newPage();
    const faults = watch(page, pathToFileURL(out).href);
    await page.goto(pathToFileURL(path.join(out, 'prod', DAY, '071500Z', 'raw.html')).href);
    expect(await page.getByRole('button', { name: 'Put together' }).count()).toBe(0);
    expect(await page.locator('main').innerText()).toMatch(/the page came over HTTP/);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('may fetch, as the page that compares, and no other', async () => {
    const pages = listSite(out).filter((file) => file.endsWith('.html'));
    const fetching: string[] = [];
    for (const file of pages) {
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(
        await fs.readFile(path.join(out, file), 'utf8'),
      )?.[1];
      expect(policy, file).toContain("default-src 'none'");
      if (policy!.includes('connect-src')) fetching.push(file);
    }
    expect(fetching).toEqual([
      '-/compare.html',
      `prod/${DAY}/070000Z/raw.html`,
      `prod/${DAY}/071500Z/raw.html`,
    ]);
  });
});
