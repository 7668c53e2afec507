/** What tables and the search do for readers with a keyboard. */
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { watch } from '../browser.ts';
import { EDITION, type OpenSite } from './demo-site.ts';

const PODS = `${EDITION}/pods.html`;
const rowsOf = (page: Page) => page.locator('#pods tbody tr:not(.subhead)');
const shownOf = (page: Page) => rowsOf(page).filter({ visible: true });
const columnOf = async (page: Page, label: string) =>
  (await page.locator(`#pods td[data-label="${label}"]`).allTextContents()).map((text) => text.trim());
const idsOf = (page: Page) => page.locator('#pods tr').evaluateAll((rows) => rows.map((row) => row.id));

export function testKeys(site: OpenSite): void {
  const open = async (file = PODS, options: Parameters<typeof site.browser.newPage>[0] = {}) => {
    const page = await site.browser.newPage(options);
    await page.goto(site.url + file);
    return page;
  };

  test('the box shows the rows that hold every word, states included, and says how many', async () => {
    const page = await open();
    const all = await rowsOf(page).count();
    const name = (await rowsOf(page).first().getAttribute('id'))!.split('/').at(-1);
    await page.keyboard.press('/');
    await page.keyboard.type(`${name} no-such-word`);
    expect(await shownOf(page).count()).toBe(0);
    expect(await page.locator('.subhead').filter({ visible: true }).count()).toBe(0);
    for (let press = 0; press < ' no-such-word'.length; press += 1) await page.keyboard.press('Backspace');
    expect(await shownOf(page).count()).toBe(1);
    expect(await page.locator('[data-filter] output').textContent()).toBe(`1 of ${all}`);
    // The count of a section follows.
    expect(await page.locator('.subhead').filter({ visible: true }).textContent()).toMatch(/^\s*1 of \d+ /);
    await page.keyboard.press('Escape');
    expect(await shownOf(page).count()).toBe(all);
    await page.keyboard.type('FAILING');
    const failing = await page.locator('#pods .mark.failing').count();
    expect(failing).toBeGreaterThan(0);
    expect(await shownOf(page).locator('.mark.failing').count()).toBe(failing);
    await page.close();
  });

  test('a touch tells of a cell that is narrower than a finger, in a link, and leads to its neighbours', async () => {
    const page = await open('index.html', { hasTouch: true, viewport: { width: 390, height: 844 } });
    const url = page.url();
    const cells = page.locator('.fleet svg').first().locator('a');
    const touched = await cells.evaluateAll((all) => all.findIndex((cell) => cell.hasAttribute('href')));
    await cells.nth(touched).locator('rect').last().tap();
    const told = page.locator('.cell-told');
    expect(page.url()).toBe(url);
    expect(await told.getByRole('link').getAttribute('href')).toBe(
      await cells.nth(touched).getAttribute('href'),
    );
    await told.getByRole('button', { name: 'The cell after' }).tap();
    expect(await told.textContent()).toContain(
      await cells
        .nth(touched + 1)
        .locator('title')
        .textContent(),
    );
    await page.close();
  });

  test('a filter stands in the address, and a link to a row shows the row', async () => {
    const page = await open();
    const target = await rowsOf(page).last().getAttribute('id');
    await page.keyboard.press('/');
    await page.keyboard.type('failing ');
    await page.keyboard.press('Enter');
    // The driver learns about it a moment later.
    await page.waitForURL(/#filter=failing$/);
    const count = await shownOf(page).count();
    await page.getByRole('columnheader', { name: 'Age' }).getByRole('button').click();
    await page.waitForURL(/#filter=failing&sort=pods\.Age\.descending$/);
    const sorted = await idsOf(page);
    await page.goto(`${site.url}${EDITION}/index.html`);
    await page.goBack();
    expect(await shownOf(page).count()).toBe(count);
    expect(await idsOf(page)).toEqual(sorted);
    await page.reload();
    expect(await shownOf(page).count()).toBe(count);
    expect(await page.locator('[aria-sort]').textContent()).toBe('Age');
    expect(await page.locator(`[id="${target}"]`).isVisible()).toBe(false);
    await page.evaluate((id) => (location.hash = id!), target);
    await page.locator(`[id="${target}"]`).waitFor();
    expect(await page.locator('[data-filter] input').inputValue()).toBe('');
    await page.close();
  });

  test('a row has a link of its own, to copy', async () => {
    const page = await open();
    const row = rowsOf(page).nth(3);
    await row.hover();
    const link = row.getByRole('link', { name: 'Link to this row' });
    await link.click();
    expect(await page.locator('tr:target').getAttribute('id')).toBe(await row.getAttribute('id'));
    await page.close();
  });

  test('a row of a workload leads to its history, its pods and its Service', async () => {
    const page = await open(`${EDITION}/workloads.html`);
    const row = page.locator('[id="Deployment/payments/payments-api"]');
    await row.getByRole('link', { name: 'pods' }).click();
    expect(await shownOf(page).count()).toBeGreaterThan(0);
    expect(await shownOf(page).filter({ hasNotText: 'payments-api' }).count()).toBe(0);
    await page.goBack();
    await row.getByRole('link', { name: 'Service' }).click();
    expect(await page.locator('tr:target').getAttribute('id')).toBe('Service/payments/payments-api');
    await page.goBack();
    await row.getByRole('link', { name: 'payments-api', exact: true }).click();
    await page.waitForURL(/2026-11-22\/status\.html#filter=payments-api$/);
    expect(await page.locator('#workloads-over-time tbody tr').filter({ visible: true }).count()).toBe(1);
    await page.close();
  });

  test('a head sorts by value, then the other way round, then not', async () => {
    const page = await open();
    const printed = await idsOf(page);
    const head = page.getByRole('columnheader', { name: 'Age' });
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    // Of numbers, the largest come first.
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const ages = (await columnOf(page, 'Age')).map(toSeconds);
    expect(ages).toEqual(ages.toSorted((a, b) => b - a));
    expect(new Set(ages).size).toBeGreaterThan(5);
    expect(await page.locator('.subhead').filter({ visible: true }).count()).toBe(0);
    await page.keyboard.press('Space');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect((await columnOf(page, 'Age')).map(toSeconds)).toEqual(ages.toSorted((a, b) => a - b));
    expect(await page.locator('body > [role=status]').textContent()).toBe('Sorted by Age, ascending');
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBeNull();
    expect(await idsOf(page)).toEqual(printed);

    await page.getByRole('columnheader', { name: 'Restarts' }).getByRole('button').click();
    const restarts = (await columnOf(page, 'Restarts')).map((text) => parseInt(text, 10));
    expect(restarts).toEqual(restarts.toSorted((a, b) => b - a));
    expect(restarts[0]).toBeGreaterThan(0);
    await page.getByRole('columnheader', { name: 'State' }).getByRole('button').click();
    expect(await rowsOf(page).first().locator('.mark').getAttribute('class')).toContain('failing');
    expect(await rowsOf(page).last().locator('.mark').getAttribute('class')).toContain('healthy');
    await page.close();
  });

  test('what is sorted stays filtered, and what is filtered stays sorted', async () => {
    const page = await open();
    await page.getByRole('columnheader', { name: 'Age' }).getByRole('button').click();
    await page.keyboard.press('/');
    await page.keyboard.type('payments');
    const shown = await shownOf(page).count();
    const ages = (await shownOf(page).locator('td[data-label="Age"]').allTextContents()).map(toSeconds);
    expect(ages).toEqual(ages.toSorted((a, b) => b - a));
    await page.getByRole('columnheader', { name: 'Age' }).getByRole('button').click();
    await page.getByRole('columnheader', { name: 'Age' }).getByRole('button').click();
    expect(await shownOf(page).count()).toBe(shown);
    expect(await page.locator('.subhead').filter({ visible: true }).count()).toBeGreaterThan(0);
    await page.close();
  });

  test('on a telephone, where tables have no heads, a list sorts them', async () => {
    const page = await open(PODS, { viewport: { width: 360, height: 740 } });
    await page.getByLabel('Sort').selectOption({ label: 'Age ↓' });
    const ages = (await columnOf(page, 'Age')).map(toSeconds);
    expect(ages).toEqual(ages.toSorted((a, b) => b - a));
    await page.getByLabel('Sort').selectOption({ label: 'as printed' });
    expect(await page.locator('.subhead').filter({ visible: true }).count()).toBeGreaterThan(0);
    await page.close();
  });

  test.each(['http', 'file'])('the search finds a pod by its node from any page, by %s', async (scheme) => {
    const home = scheme === 'http' ? site.url : `${pathToFileURL(site.out).href}/`;
    const page = await site.browser.newPage();
    const faults = watch(page, home);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${home}${PODS}`);
    const [row, node] = await rowsOf(page)
      .first()
      .evaluate((element) => [
        element.id,
        element.querySelector('[data-label="Node"]')!.firstChild!.textContent!,
      ]);
    await page.goto(`${home}${EDITION}/index.html`);
    expect(asked.filter((url) => url.endsWith('search.js'))).toEqual([]);
    await page.keyboard.press('s');
    const [kind, , name] = row.split('/');
    await page.keyboard.type(`${node.trim()} ${kind} ${name}`);
    const box = page.getByRole('combobox', { name: 'Search' });
    await page.getByRole('option').first().waitFor();
    expect(await box.getAttribute('aria-expanded')).toBe('true');
    expect(await box.getAttribute('aria-activedescendant')).toBe('found-0');
    expect(await page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${home}${PODS}#**`);
    expect(await page.locator('tr:target').getAttribute('id')).toBe(row);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('the list of what was found is walked with arrows, and Escape closes, empties and leaves', async () => {
    const page = await open();
    await page.keyboard.press('s');
    await page.keyboard.type('payments');
    await page.getByRole('option').first().waitFor();
    const box = page.getByRole('combobox', { name: 'Search' });
    const active = () => page.locator('[role=option][aria-selected=true]').getAttribute('id');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('found-1');
    expect(await box.getAttribute('aria-activedescendant')).toBe('found-1');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const last = (await page.getByRole('option').count()) - 1;
    expect(await active()).toBe(`found-${last}`);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('listbox').count()).toBe(0);
    expect(await box.inputValue()).toBe('payments');
    await page.keyboard.press('Escape');
    expect(await box.inputValue()).toBe('');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    await page.keyboard.press('s');
    await page.keyboard.type('no-such-object-anywhere');
    expect(await page.locator('.results [role=status]').textContent()).toBe('Nothing found.');
    await page.close();
  });

  test('single keys are named, and can be turned off for good', async () => {
    const page = await open();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard' });
    expect(await dialog.locator('kbd').allTextContents()).toEqual(['/', 's', 'p', 'n', '?']);
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('INPUT');
    await page.reload();
    await page.keyboard.press('s');
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('INPUT');
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('s');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
    await page.close();
  });

  test.each(['http', 'file'])('a command is copied as it stands there, by %s', async (scheme) => {
    const home = scheme === 'http' ? site.url : `${pathToFileURL(site.out).href}/`;
    const context = await site.browser.newContext({
      permissions: scheme === 'http' ? ['clipboard-read', 'clipboard-write'] : [],
    });
    const page = await context.newPage();
    await page.goto(`${home}${PODS}`);
    const cell = page.locator('td.action', { has: page.locator('details') }).first();
    await cell.locator('summary').focus();
    await page.keyboard.press('Enter');
    const button = cell.getByRole('button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    await cell.getByText('Copied').waitFor();
    const command = await cell.locator('code').first().textContent();
    expect(command).toMatch(/^kubectl --context bank -n [a-z-]+ [a-z]+ pod\/[a-z0-9-]+/);
    // Pasted, as a reader would: pages from files may not read the clipboard.
    await page.keyboard.press('/');
    await page.keyboard.press('Control+V');
    expect(await page.locator('[data-filter] input').inputValue()).toBe(command);
    await context.close();
  });
}

/** `3d4h` in seconds. */
function toSeconds(age: string): number {
  const units: Record<string, number> = { y: 31_536_000, d: 86_400, h: 3600, m: 60, s: 1 };
  return (age.match(/\d+[ydhms]/g) ?? []).reduce(
    (sum, part) => sum + parseInt(part, 10) * units[part.at(-1)!]!,
    0,
  );
}
