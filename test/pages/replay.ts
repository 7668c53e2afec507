/** The replay of days and reviews, for readers with a keyboard, a mouse, or nothing but the page. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { watch } from '../browser.ts';
import type { OpenSite } from './demo-site.ts';

const momentOf = (page: Page) => page.locator('.replay .which').textContent();
const cursorOf = (page: Page) => page.locator('.chart .cursor').first().getAttribute('x1');

export function testReplay(site: OpenSite): void {
  test.each(['day', 'review'])(
    'a %s is replayed by keyboard and button, and each moment is a link',
    async (type) => {
      const page = await site.browser.newPage();
      const faults = watch(page, site.url);
      await page.goto(site.url + site.samples.get(type)!);
      const slider = page.getByRole('slider', { name: 'Edition' });
      await slider.focus();
      await page.keyboard.press('Home');
      const [first, left] = [await momentOf(page), await cursorOf(page)];
      await page.getByRole('button', { name: 'The next edition' }).click();
      const second = await momentOf(page);
      expect(second).not.toBe(first);
      expect(Number.parseFloat((await cursorOf(page))!)).toBeGreaterThan(Number.parseFloat(left!));
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/^No\. \d+, .* UTC: [A-Z]/);
      // Each lane says what it shows then.
      const lanes = page.locator('.chart .lane:not(.axis, .marks)');
      expect(await page.locator('.chart .then').count()).toBe(await lanes.count());

      await page.getByRole('button', { name: 'Play' }).click();
      await page.locator('.replay .which', { hasNotText: second! }).waitFor();
      // A step ends the play, if the window has not ended it.
      await page.getByRole('button', { name: 'The edition before' }).click();
      await page.getByRole('button', { name: 'Play' }).waitFor();
      const moment = await momentOf(page);
      const address = page.url();
      expect(address).toMatch(/#moment=\d{4}-\d\d-\d\dT[\d:]+Z$/);
      const edition = page.locator('.replay .which a').first();
      const lead = await page.locator('.replay .story-lead').textContent();
      expect(faults).toEqual([]);

      await page.goto('about:blank');
      await page.goto(address);
      expect(await momentOf(page)).toBe(moment);
      await edition.click();
      expect(await page.locator('.masthead .story-lead').textContent()).toBe(lead);
      await page.close();
    },
  );

  test('without scripts, there is no control that does nothing', async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.url + site.samples.get('review')!);
    expect(await page.locator('.replay').isVisible()).toBe(false);
    expect(await page.locator('.swim').isVisible()).toBe(true);
    await context.close();
  });
}
