/**
 * Lighthouse's verdict on pages, as on a phone. Pages ask not to be indexed, so SEO is no goal. Speed is measured only
 * by `npm run lighthouse`: no test depends on how busy the machine is.
 */
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium as driver } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { BROWSER_FLAGS } from '../browser.ts';
import { chromium, lighthousePackage, needs } from '../needs.ts';
import type { OpenSite } from './demo-site.ts';

const MINUTE = 60_000;

/**
 * The eight types of page that differ most in their elements and scripts, and what each adds. A page takes seconds:
 * `npm run lighthouse` checks all types.
 */
const TELLING = {
  front: 'clusters as articles, each with a strip of its last snapshots',
  compare: 'a form and a table that the page’s own script makes',
  review: 'swim lanes, a timeline, and notes that an author wrote in Markdown',
  'day status': 'a history: strips that lead to editions, and a picture in each row of a table',
  digest: 'what a mail tells, as a page',
  index: 'the masthead, the lead, findings as articles, and figures',
  changes: 'lists of what changed, folded tables of fields, and what cannot be compared',
  pods: 'the widest table: it sorts and filters, and has commands to copy',
};

const JUDGED = ['accessibility', 'best-practices'];
/** Speed takes a third of the time. */
export const JUDGED_AND_TIMED = ['performance', ...JUDGED];

export interface LighthouseVerdict {
  type: string;
  /** From 0 to 100, as the next two; absent if speed was not measured. */
  performance?: number;
  accessibility: number;
  bestPractices: number;
  seconds: number;
  /** What reduces the scores of accessibility and best practices. */
  faults: string[];
}

/** Call it where the site is opened: Lighthouse judges its pages while the other tests run. */
export function testLighthouse(site: OpenSite, scratch: string): void {
  let judging: Promise<LighthouseVerdict[]>;
  beforeAll(() => {
    if (!needs.lighthouse) return;
    judging = judgePages(site, Object.keys(TELLING), scratch, JUDGED);
    // The test reports the failure later, on its turn.
    judging.catch(() => undefined);
  });

  test.runIf(needs.lighthouse)(
    'Lighthouse gives the eight most telling types of page 100 for accessibility and for best practices',
    async () => {
      const verdicts = await judging;
      const lines = verdicts.map(({ type, seconds }) => `${type} in ${seconds.toFixed(1)} s`);
      console.log(`Lighthouse: ${lines.join(', ')}`);
      expect(verdicts.map(({ type }) => type)).toEqual(Object.keys(TELLING));
      expect(verdicts.flatMap(faultLines)).toEqual([]);
    },
    15 * MINUTE,
  );
}

/** Lighthouse's verdict on one page of each type. */
export async function judgePages(
  site: Pick<OpenSite, 'url' | 'samples'>,
  types: Iterable<string>,
  scratch: string,
  categories: readonly string[],
  onVerdict?: (verdict: LighthouseVerdict) => void,
): Promise<LighthouseVerdict[]> {
  const profile = path.join(scratch, 'lighthouse');
  const context = await driver.launchPersistentContext(profile, {
    executablePath: chromium,
    args: [...BROWSER_FLAGS, '--remote-debugging-port=0'],
  });
  try {
    const [port] = (await fs.readFile(path.join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
    const verdicts: LighthouseVerdict[] = [];
    for (const type of types) {
      const file = site.samples.get(type);
      if (file === undefined) throw new Error(`the site has no page of the type ${type}`);
      const begun = performance.now();
      const result = await audit(site.url + file, Number(port), categories);
      const verdict = { type, ...result, seconds: (performance.now() - begun) / 1000 };
      onVerdict?.(verdict);
      verdicts.push(verdict);
    }
    return verdicts;
  } finally {
    await context.close();
  }
}

/** Why a page is not good enough; empty if it is good enough. */
export function faultLines({ type, accessibility, bestPractices, faults }: LighthouseVerdict): string[] {
  const lines = faults.map((fault) => `${type}: ${fault}`);
  if (accessibility !== 100) lines.push(`${type}: accessibility ${accessibility}`);
  if (bestPractices !== 100) lines.push(`${type}: best practices ${bestPractices}`);
  return lines;
}

const CategorySchema = z.object({
  score: z.number().nullable(),
  auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
});
/** The parts of Lighthouse's result that are read. Its types are in its own package, which a checkout lacks. */
const ResultSchema = z.object({
  lhr: z.object({
    runtimeError: z.object({ message: z.string() }).optional(),
    categories: z.object({
      performance: CategorySchema.optional(),
      accessibility: CategorySchema,
      'best-practices': CategorySchema,
    }),
    audits: z.record(
      z.string(),
      z.object({
        title: z.string(),
        score: z.number().nullable(),
        details: z.looseObject({ items: z.unknown().optional() }).optional(),
      }),
    ),
  }),
});

type Lighthouse = (url: string, flags: object) => Promise<unknown>;

/** Scores of 0 to 100 by category, and everything that costs points, except speed. */
async function audit(
  url: string,
  port: number,
  onlyCategories: readonly string[],
): Promise<Omit<LighthouseVerdict, 'type' | 'seconds'>> {
  const entry = createRequire(lighthousePackage).resolve('lighthouse');
  const { default: lighthouse } = (await import(pathToFileURL(entry).href)) as { default: Lighthouse };
  const result = await lighthouse(url, {
    port,
    logLevel: 'error',
    onlyCategories,
    disableFullPageScreenshot: true,
  });
  const { categories, audits, runtimeError } = ResultSchema.parse(result).lhr;
  if (runtimeError) throw new Error(`Lighthouse failed on ${url}: ${runtimeError.message}`);
  const { performance, accessibility, 'best-practices': bestPractices } = categories;
  const toPercent = ({ score }: { score: number | null }) => Math.round((score ?? 0) * 100);
  const faults: string[] = [];
  for (const { id, weight } of [...accessibility.auditRefs, ...bestPractices.auditRefs]) {
    const { score, title, details } = audits[id]!;
    if (weight > 0 && score !== null && score < 1)
      faults.push(`${id}: ${title}: ${JSON.stringify(firstOf(details?.items))}`);
  }
  return {
    performance: performance && toPercent(performance),
    accessibility: toPercent(accessibility),
    bestPractices: toPercent(bestPractices),
    faults,
  };
}

/** Two examples are enough. */
const firstOf = (items: unknown) => (Array.isArray(items) ? items.slice(0, 2) : items);
