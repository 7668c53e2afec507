/** How pages look and how large they are, on every kind of screen and on paper. */
import type { Page, ViewportSize } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
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
/** The narrower of A4 and Letter without margins, at 96 dots per inch; listings are printed in landscape. */
const [PAPER, PAPER_ACROSS] = [
  { width: 688, height: 950 },
  { width: 950, height: 688 },
];

/** The test opens every type of page. */
const PATIENCE_MS = 10 * 60_000;

/** Number of pages that are checked in parallel. */
const LANES = 2;

/** What is checked on each page, and the faults: a line each, with the page's type. */
const SUBJECTS = [
  'errors',
  'shifts',
  'weight',
  'overflow',
  'unfolded',
  'access',
  'contrast',
  'paper',
] as const;
type Faults = Record<(typeof SUBJECTS)[number], string[]>;

/** Opens some folded parts in each table: they need room as well. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const part of document.querySelectorAll('table, main')) {
      for (const details of [...part.querySelectorAll('details')].slice(0, 5)) details.open = true;
    }
  });

/** Opens a page once, and checks all of it: in light and dark colours, on paper, and unfolded. */
async function look(page: Page, url: string, type: string, viewport: ViewportSize) {
  await watchShifts(page);
  const weighed = weigh(page);
  await page.goto(url);
  const shifts = await shiftFaults(page);
  const weight = await weighed();
  const overflow = await overflowFaults(page);
  const access = await accessFaults(page);
  // Only colours differ.
  await page.emulateMedia({ colorScheme: 'dark' });
  const contrast = type.startsWith('long ') ? [] : await accessFaults(page, ['color-contrast']);
  let paper: string[] = [];
  if (viewport === DESK) {
    const across = (await page.locator('.listing').count()) > 0;
    await page.setViewportSize(across ? PAPER_ACROSS : PAPER);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    paper = [...(await overflowFaults(page)), ...(await paperFaults(page))];
    await page.setViewportSize(viewport);
  }
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  await unfold(page);
  const unfolded = await overflowFaults(page);
  return {
    weight,
    faults: { shifts, weight: weightFaults(weight), overflow, unfolded, access, contrast, paper },
  };
}

export function testLook(site: OpenSite): void {
  describe.each([
    ['a desk', DESK],
    ['a telephone', TELEPHONE],
  ])('on %s', (_, viewport) => {
    const found = Object.fromEntries(SUBJECTS.map((subject) => [subject, [] as string[]])) as Faults;

    beforeAll(async () => {
      const left = [...site.samples];
      const weights: string[] = [];
      const work = async () => {
        const context = await site.browser.newContext({ viewport, colorScheme: 'light' });
        // Keeps the process of the lane's pages, which would else end with each page.
        await (await context.newPage()).goto(site.url + site.samples.values().next().value!);
        for (let next = left.shift(); next; next = left.shift()) {
          const [type, file] = next;
          const page = await context.newPage();
          const errors = watch(page, site.url);
          const { weight, faults } = await look(page, site.url + file, type, viewport);
          weights.push(`${type}: ${(weight.bytes / 1000).toFixed(1)} KB in ${weight.requests} requests`);
          for (const [subject, lines] of Object.entries({ errors, ...faults }))
            found[subject as keyof Faults].push(...lines.map((line) => `${type}: ${line}`));
          await page.close();
        }
        await context.close();
      };
      await Promise.all(Array.from({ length: LANES }, work));
      if (viewport === DESK) console.log(`Weights, compressed:\n  ${weights.join('\n  ')}`);
    }, PATIENCE_MS);

    test('no error, no request elsewhere', () => expect(found.errors).toEqual([]));
    test('nothing moves while a page loads', () => expect(found.shifts).toEqual([]));
    test('every page is within its budget', () => expect(found.weight).toEqual([]));
    test('nothing overflows', () => expect(found.overflow).toEqual([]));
    test('nothing overflows where tables are unfolded', () => expect(found.unfolded).toEqual([]));
    test('axe finds nothing', () => expect(found.access).toEqual([]));
    test('in the dark: axe finds no fault with the contrast', () => expect(found.contrast).toEqual([]));
    if (viewport === DESK)
      test('on paper: black on white, no controls, heads of tables on every sheet, nothing cut off', () =>
        expect(found.paper).toEqual([]));
  });
}
