/** What no page may have, whatever its content. Each fault is one line. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Compressed size of a page's HTML, styles and scripts. */
export const BUDGET_BYTES = 100_000;
/** What the faces of a site may take, once. */
const FACES_BYTES = 50_000;

/** Tolerated layout-shift score; 0.1 counts as good. */
const GIVE = 0.01;

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What WCAG and good practice demand, as far as a machine can tell; or only some rules of axe. */
export async function accessFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated, because the page's own policy lets no other script in. Once for a page: axe is half a megabyte.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const showFolds = await page.evaluateHandle(foldQuickly);
  const { violations } = await page.evaluate(
    (only) =>
      (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({
        resultTypes: ['violations'],
        // Lighthouse checks this rule; axe checks it only on request.
        ...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } }),
      }),
    rules,
  );
  await showFolds.evaluate((unfold) => unfold());
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `axe ${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

/**
 * In the page: what is folded away gets no boxes, until the returned function is called. Otherwise Chromium lays it out
 * each time that axe asks for a size. Either way it is hidden for axe, but 500 rows take twice the time.
 */
function foldQuickly(): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('details:not([open])::details-content { display: none }');
  document.adoptedStyleSheets.push(sheet);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}

/** Elements wider than the page or than their own box. */
export function overflowFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width)
      faults.push(`the document is ${document.documentElement.scrollWidth} px wide on ${width}`);
    const name = (element: Element) => {
      const path: string[] = [];
      for (
        let at: Element | null = element;
        at && at !== document.body && path.length < 4;
        at = at.parentElement
      )
        path.unshift([at.localName, ...at.classList].join('.'));
      return `${path.join(' > ')} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    };
    const found = new Map<Element, string>();
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      // Elements for screen readers only, and folded elements.
      if (box.width <= 1 || element.closest('.hidden, .skip, svg *, option') || !element.checkVisibility())
        continue;
      const { overflowX, display } = getComputedStyle(element);
      if (box.right > width + 1 || box.left < -1)
        found.set(element, `sticks out to ${Math.round(box.right)} px`);
      const excess = element.clientWidth > 0 ? element.scrollWidth - element.clientWidth : 0;
      if (
        excess > 1 &&
        display !== 'inline' &&
        !['INPUT', 'SELECT', 'TEXTAREA', 'svg'].includes(element.tagName)
      )
        found.set(element, `spills by ${excess} px (${overflowX})`);
    }
    // The innermost element is the cause.
    for (const [element, fault] of found) {
      if (![...found.keys()].some((other) => other !== element && element.contains(other)))
        faults.push(`${name(element)} ${fault}`);
    }
    return faults.slice(0, 8);
  });
}

/**
 * Call it before the page is opened: finds what moves while the page loads. The page is shown when its HTML is parsed,
 * and its scripts arrive when it has been painted. So a busy machine changes nothing.
 */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: { value: number; what: string[] }[] = [];
    const note = (entries: PerformanceEntryList) => {
      for (const entry of entries as unknown as Shift[]) {
        if (entry.hadRecentInput) continue;
        const what = entry.sources.map(({ node }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          return element ? `${element.localName}.${element.className}` : '?';
        });
        shifts.push({ value: entry.value, what });
      }
      return shifts;
    };
    const observer = new PerformanceObserver((list) => void note(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    Object.assign(globalThis, { gazetteShifts: () => note(observer.takeRecords()) });
    // A slow machine would paint a long table row by row: its columns would move until the last row.
    const hidden = new CSSStyleSheet();
    hidden.replaceSync('body { visibility: hidden !important }');
    document.adoptedStyleSheets.push(hidden);
    document.addEventListener('readystatechange', () => document.adoptedStyleSheets.splice(0), {
      once: true,
    });
    interface Shift extends PerformanceEntry {
      value: number;
      hadRecentInput: boolean;
      sources: { node?: Node }[];
    }
  });
  await page.route('**/*.js', async (route) => {
    await firstPaint(page);
    await route.continue();
  });
}

const firstPaint = (page: Page) =>
  page.evaluate(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) resolve();
    });
    observer.observe({ type: 'paint', buffered: true });
    await promise;
    observer.disconnect();
  });

export async function shiftFaults(page: Page): Promise<string[]> {
  // Two frames, so that the effects of the scripts are painted.
  const shifts = await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    return (
      globalThis as unknown as { gazetteShifts: () => { value: number; what: string[] }[] }
    ).gazetteShifts();
  });
  if (shifts.reduce((sum, { value }) => sum + value, 0) < GIVE) return [];
  return shifts.map(({ value, what }) => `moves by ${value.toFixed(4)}: ${what.join(', ')}`);
}

/** What must not be on paper. */
export function paperFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const { backgroundColor, color } = getComputedStyle(document.documentElement);
    if (backgroundColor !== 'rgb(255, 255, 255)') faults.push(`the paper is ${backgroundColor}`);
    if (color !== 'rgb(0, 0, 0)') faults.push(`the ink is ${color}`);
    for (const control of document.querySelectorAll('button:not(th *), input, select, nav')) {
      if (control.checkVisibility()) faults.push(`prints a control: ${control.outerHTML.slice(0, 80)}`);
    }
    for (const table of document.querySelectorAll('table')) {
      const head = table.tHead && getComputedStyle(table.tHead).display;
      if (head !== 'table-header-group') faults.push(`#${table.id}: its head is ${head}`);
      for (const row of table.querySelectorAll('tbody tr')) {
        if (getComputedStyle(row).breakInside === 'avoid') continue;
        faults.push(`#${table.id}: its rows break`);
        break;
      }
    }
    return faults.slice(0, 8);
  });
}

export interface Weight {
  requests: number;
  bytes: number;
  /** The faces of the site: a browser loads them once, and not with each page. */
  faces: number;
}

/** Call it before the page is opened: measures what it loads, compressed as by a host. */
export function weigh(page: Page): () => Promise<Weight> {
  const sizes: Promise<number>[] = [];
  const faces: Promise<number>[] = [];
  page.on('response', (response) => {
    // A response without a body still arrives when the page is left.
    (response.request().resourceType() === 'font' ? faces : sizes).push(
      response.body().then(
        (body) => gzipSync(body).length,
        () => 0,
      ),
    );
  });
  return async () => {
    const [all, ofFaces] = [await Promise.all(sizes), await Promise.all(faces)];
    const sum = (list: readonly number[]) => list.reduce((total, size) => total + size, 0);
    return { requests: all.length + ofFaces.length, bytes: sum(all), faces: sum(ofFaces) };
  };
}

export const weightFaults = ({ bytes, faces }: Weight): string[] => [
  ...(bytes > BUDGET_BYTES ? [`weighs ${Math.round(bytes / 1000)} KB`] : []),
  ...(faces > FACES_BYTES ? [`its faces weigh ${Math.round(faces / 1000)} KB`] : []),
];
