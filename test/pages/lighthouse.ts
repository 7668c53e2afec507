/** Lighthouse's verdict on each type of page, as on a telephone. Pages ask not to be indexed, so SEO is no goal. */
import fs from 'node:fs/promises';
import path from 'node:path';
import lighthouse from 'lighthouse';
import { chromium as driver } from 'playwright-core';
import { expect, test } from 'vitest';
import { BROWSER_FLAGS } from '../browser.ts';
import { chromium } from '../needs.ts';
import type { OpenSite } from './demo-site.ts';

const MINUTE = 60_000;

export function testLighthouse(site: OpenSite, scratch: string): void {
  test(
    'Lighthouse gives each type of page 100 for accessibility and for best practices',
    async () => {
      const profile = path.join(scratch, 'lighthouse');
      const context = await driver.launchPersistentContext(profile, {
        executablePath: chromium,
        args: [...BROWSER_FLAGS, '--remote-debugging-port=0'],
      });
      const [port] = (await fs.readFile(path.join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
      const [lines, faults]: [string[], string[]] = [[], []];
      for (const [type, file] of site.samples) {
        // A page of a day with another title.
        if (type.startsWith('long ')) continue;
        const begun = performance.now();
        const { scores, failed } = await audit(site.url + file, Number(port));
        const seconds = ((performance.now() - begun) / 1000).toFixed(1);
        lines.push(`${type}: performance ${scores.performance}, in ${seconds} s`);
        faults.push(...failed.map((fault) => `${type}: ${fault}`));
        for (const category of ['accessibility', 'best-practices']) {
          if (scores[category] !== 100) faults.push(`${type}: ${category} ${scores[category]}`);
        }
      }
      await context.close();
      console.log(`Lighthouse:\n  ${lines.join('\n  ')}`);
      expect(faults).toEqual([]);
    },
    15 * MINUTE,
  );
}

/** Scores of 0 to 100 by category, and what costs points but for speed. */
async function audit(url: string, port: number) {
  const result = await lighthouse(url, {
    port,
    logLevel: 'error',
    onlyCategories: ['performance', 'accessibility', 'best-practices'],
    disableFullPageScreenshot: true,
  });
  if (!result) throw new Error(`Lighthouse says nothing about ${url}`);
  const { categories, audits, runtimeError } = result.lhr;
  if (runtimeError) throw new Error(`Lighthouse failed on ${url}: ${runtimeError.message}`);
  const scores: Record<string, number> = {};
  const failed: string[] = [];
  for (const { id, score, auditRefs } of Object.values(categories)) {
    scores[id] = Math.round((score ?? 0) * 100);
    if (id === 'performance') continue;
    for (const { id: name, weight } of auditRefs) {
      const { score: value, title, details } = audits[name]!;
      if (weight > 0 && value !== null && value < 1)
        failed.push(
          `${name}: ${title}: ${JSON.stringify((details as { items?: unknown[] })?.items?.slice(0, 2))}`,
        );
    }
  }
  return { scores, failed };
}
