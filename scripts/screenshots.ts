/**
 * `npm run screenshots`: takes the README's pictures from the site that `npm start` has built. The edition shown is the
 * worst moment of production's incident.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../src/config.ts';
import { GazetteError } from '../src/errors.ts';
import { PROJECT } from '../src/project.ts';
import { listPublishedDays, listPublishedTimes, readEditionRecord } from '../src/publish/published.ts';
import { editionFolder, type EditionKey } from '../src/site/paths.ts';

const site = path.join(PROJECT, 'site');
const images = path.join(PROJECT, 'docs', 'images');
const CLUSTER = 'production';

const worst = editionFolder(await findWorst());
const pictures = [
  { name: 'overview', page: `${worst}/index.html`, width: 1280, height: 860 },
  { name: 'health-checks', page: `${worst}/pods.html`, width: 1280, height: 860 },
];

// As root, Chromium has no sandbox; here it opens only local files.
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await fs.mkdir(images, { recursive: true });
  for (const { name, page, width, height } of pictures) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const tab = await browser.newPage({ viewport: { width, height }, colorScheme });
      await tab.goto(pathToFileURL(path.join(site, page)).href);
      await tab.screenshot({ path: path.join(images, `${name}-${colorScheme}.png`) });
      await tab.close();
    }
  }
} finally {
  await browser.close();
}

/** The edition with the most workloads in trouble. */
async function findWorst(): Promise<EditionKey> {
  let found: { key: EditionKey; trouble: number } | undefined;
  for (const day of await listPublishedDays(site, CLUSTER)) {
    for (const time of await listPublishedTimes(site, CLUSTER, day)) {
      const key = { cluster: CLUSTER, day, time };
      const counts = (await readEditionRecord(site, key))?.summary?.counts;
      const trouble = counts
        ? counts.workloads.failing + counts.workloads.degraded + counts.nodes.failing
        : 0;
      if (trouble > (found?.trouble ?? 0)) found = { key, trouble };
    }
  }
  if (!found) throw new GazetteError(`${site} has no edition of ${CLUSTER} in trouble; run npm start first`);
  return found.key;
}
