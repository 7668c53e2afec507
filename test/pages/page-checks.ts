/** What a page must not have, whatever is on it. Each fault is one line. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** HTML, styles and scripts of a page as they go over the wire. */
export const BUDGET_BYTES = 100_000;

/** Of the layout-shift score, of which 0.1 counts as good. */
const GIVE = 0.01;

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What WCAG and good practice ask for, as far as a machine can tell; or what some rules of axe's alone do. */
export async function accessFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated, since the page's own policy lets no other script in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (only) =>
      (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({
        resultTypes: ['violations'],
        // Lighthouse asks for it, axe only when told so.
        ...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } }),
      }),
    rules,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `axe ${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

/** What is wider than the page or than its own box. */
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
      // What is there for screen readers alone, and what is folded away.
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
    // The innermost is the cause.
    for (const [element, fault] of found) {
      if (![...found.keys()].some((other) => other !== element && element.contains(other)))
        faults.push(`${name(element)} ${fault}`);
    }
    return faults.slice(0, 8);
  });
}

/** To be called before the page is opened: what moves while it loads. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: { value: number; what: string[] }[] = [];
    Object.assign(globalThis, { gazetteShifts: shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as Shift[]) {
        if (entry.hadRecentInput) continue;
        const what = entry.sources.map(({ node }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          return element ? `${element.localName}.${element.className}` : '?';
        });
        shifts.push({ value: entry.value, what });
      }
    }).observe({ type: 'layout-shift', buffered: true });
    interface Shift extends PerformanceEntry {
      value: number;
      hadRecentInput: boolean;
      sources: { node?: Node }[];
    }
  });
  // As a whole: a server that is busy in between would have a long table painted row by row.
  await page.route('**/*.html', async (route) => route.fulfill({ response: await route.fetch() }));
  // Late enough for the page to have been painted without them.
  await page.route('**/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    await route.continue();
  });
}

export async function shiftFaults(page: Page): Promise<string[]> {
  // Two frames, so that what the scripts did has been painted.
  const shifts = await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return (globalThis as unknown as { gazetteShifts: { value: number; what: string[] }[] }).gazetteShifts;
  });
  // A long table is painted before all of it has come; its columns may then give by a hair.
  if (shifts.reduce((sum, { value }) => sum + value, 0) < GIVE) return [];
  return shifts.map(({ value, what }) => `moves by ${value.toFixed(4)}: ${what.join(', ')}`);
}

/** What has no place on paper. */
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
}

/** To be called before the page is opened: what it loads, compressed as a host would. */
export function weigh(page: Page): () => Promise<Weight> {
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    // Without a body is what still comes when the page is left.
    sizes.push(
      response.body().then(
        (body) => gzipSync(body).length,
        () => 0,
      ),
    );
  });
  return async () => {
    const all = await Promise.all(sizes);
    return { requests: all.length, bytes: all.reduce((sum, size) => sum + size, 0) };
  };
}

export const weightFaults = ({ bytes }: Weight): string[] =>
  bytes > BUDGET_BYTES ? [`weighs ${Math.round(bytes / 1000)} KB`] : [];
