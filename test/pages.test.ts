import { describe, expect, test } from 'vitest';
import { EDITION_PAGES } from '../src/site/paths.ts';
import { needs } from './needs.ts';
import { EDITION, makeDemoSite, useSite } from './pages/demo-site.ts';
import { HISTORY_TYPES } from './pages/page-types.ts';
import { testKeys } from './pages/keys.ts';
import { testLighthouse } from './pages/lighthouse.ts';
import { testLinks } from './pages/links.ts';
import { testReplay } from './pages/replay.ts';
import { testLook } from './pages/look.ts';
import { sharedScratch } from './site-fixtures.ts';

const scratch = await sharedScratch();

// One site and one browser for all tests: these take longer than most tests.
describe.runIf(needs.chromium)('a site in a browser', () => {
  const site = useSite(() => makeDemoSite(scratch), EDITION);

  test('has every type of page', () => {
    expect([...site.samples.keys()]).toEqual([
      ...[
        'front',
        'missing',
        'versions',
        'compare',
        'reviews',
        'review',
        'cluster',
        'day',
        ...HISTORY_TYPES,
        'workload',
        'node',
      ],
      ...['digest', 'digests'],
      ...EDITION_PAGES.map(({ page }) => page),
      ...['incomplete', 'removed', 'damaged'],
    ]);
  });

  describe('links', () => testLinks(site));
  describe('tables and search', () => testKeys(site));
  describe('replay', () => testReplay(site));
  describe('each type of page', () => testLook(site));
  testLighthouse(site, scratch);
});
