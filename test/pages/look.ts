/** How pages look and weigh, on every kind of screen and on paper. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { watch } from '../browser.ts';
import type { OpenSite } from './demo-site.ts';
import {
  accessFaults,
  overflowFaults,
  paperFaults,
  shiftFaults,
  watchShifts,
  weigh,
  weightFaults,
} from './page-checks.ts';

const [DESK, TELEPHONE] = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];
/** The narrower of A4 and Letter less their margins, at 96 dots per inch; listings are printed across. */
const [PAPER, PAPER_ACROSS] = [
  { width: 688, height: 950 },
  { width: 950, height: 688 },
];

/** Each of the tests opens every type of page. */
const PATIENCE_MS = 10 * 60_000;

/** Pages that are looked at side by side. */
const LANES = 2;

/**
 * Opens each sample, and returns what `check` finds there, with the type of the page.
 * @param lanes 1 where a page must not be slowed down by another
 */
async function inspect(
  site: OpenSite,
  options: BrowserContextOptions,
  check: (page: Page, open: () => Promise<void>, type: string) => Promise<string[]>,
  lanes = LANES,
): Promise<string[]> {
  const context = await site.browser.newContext(options);
  const faults: string[] = [];
  const left = [...site.samples];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [type, file] = next;
      const page = await context.newPage();
      const seen = watch(page, site.url);
      const found = await check(page, async () => void (await page.goto(site.url + file)), type);
      faults.push(...[...seen, ...found].map((fault) => `${type}: ${fault}`));
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  await context.close();
  return faults;
}

/** Opens some of what is folded in each table: it has to find room as well. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const part of document.querySelectorAll('table, main')) {
      for (const details of [...part.querySelectorAll('details')].slice(0, 5)) details.open = true;
    }
  });

export function testLook(site: OpenSite): void {
  test.each([
    ['a desk', DESK],
    ['a telephone', TELEPHONE],
  ])(
    'on %s: nothing overflows, axe finds nothing, no error, no request elsewhere',
    async (_, viewport) => {
      const faults = await inspect(site, { viewport, colorScheme: 'light' }, async (page, open) => {
        await open();
        const faults = [...(await overflowFaults(page)), ...(await accessFaults(page))];
        await unfold(page);
        return [...faults, ...(await overflowFaults(page)).map((fault) => `unfolded, ${fault}`)];
      });
      expect(faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  // Nothing but colours differs.
  test.each([
    ['a desk', DESK],
    ['a telephone', TELEPHONE],
  ])(
    'on %s in the dark: axe finds no fault with the contrast, no error, no request elsewhere',
    async (_, viewport) => {
      const faults = await inspect(site, { viewport, colorScheme: 'dark' }, async (page, open, type) => {
        await open();
        return type.startsWith('long ') ? [] : accessFaults(page, ['color-contrast']);
      });
      expect(faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'on paper: black on white, no controls, heads of tables on every sheet, nothing cut off',
    { timeout: PATIENCE_MS },
    async () => {
      const faults = await inspect(site, { viewport: PAPER, colorScheme: 'dark' }, async (page, open) => {
        await open();
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        if (await page.locator('.listing').count()) await page.setViewportSize(PAPER_ACROSS);
        return [...(await overflowFaults(page)), ...(await paperFaults(page))];
      });
      expect(faults).toEqual([]);
    },
  );

  test.each([DESK, TELEPHONE])(
    'nothing moves while a page loads at $width pixels',
    // A busy machine may hand over a long table in pieces, between which its columns give. What moves of itself does each time.
    { timeout: PATIENCE_MS, retry: 2 },
    async (viewport) => {
      const look = async (page: Page, open: () => Promise<void>) => {
        await watchShifts(page);
        await open();
        return shiftFaults(page);
      };
      const faults = await inspect(site, { viewport }, look, 1);
      expect(faults).toEqual([]);
    },
  );

  test('every page is within its budget', { timeout: PATIENCE_MS }, async () => {
    const lines: string[] = [];
    const faults = await inspect(site, { viewport: DESK }, async (page, open, type) => {
      const weighed = weigh(page);
      await open();
      const weight = await weighed();
      lines.push(`${type}: ${(weight.bytes / 1000).toFixed(1)} KB in ${weight.requests} requests`);
      return weightFaults(weight);
    });
    console.log(`Weights, compressed:\n  ${lines.join('\n  ')}`);
    expect(faults).toEqual([]);
  });
}
