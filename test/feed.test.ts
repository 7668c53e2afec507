import fs from 'node:fs/promises';
import path from 'node:path';
import { load } from 'cheerio';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultsOfFeed } from './feed.ts';
import { decodePng } from './png.ts';
import { faultsOf, publishTo, sharedScratch, someObjects, take } from './site-fixtures.ts';
import { object } from './snapshot-of.ts';

const URL = 'https://status.example.com/clusters/';
const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
const relative = path.join(scratch, 'relative');
const edition = 'prod/2026-11-22/071500Z';

const HOSTILE = '<b>&"]]> href="https://site.invalid/x" \u0007\u202e\ud800\ufffe';
const takeAt = (time: string, ready: string, message = 'Kubelet stopped posting node status.') =>
  take(data, 'prod', time, {
    objects: [
      ...someObjects().filter(({ kind }) => kind !== 'Node'),
      object('Node', 'lxa150h', {
        status: { conditions: [{ type: 'Ready', status: ready, reason: message, message }] },
      }),
    ],
  });
const read = (file: string, folder = out) => fs.readFile(path.join(folder, file), 'utf8');
const metaOf = (html: string) => {
  const $ = load(html);
  return Object.fromEntries(
    $('meta[property], meta[name^=twitter]')
      .toArray()
      .map((meta) => [$(meta).attr('property') ?? $(meta).attr('name'), $(meta).attr('content')]),
  ) as Record<string, string>;
};

beforeAll(async () => {
  await takeAt('2026-11-22T07:00:00Z', 'True');
  await takeAt('2026-11-22T07:15:00Z', 'False', HOSTILE);
  await takeAt('2026-11-22T07:30:00Z', 'True');
  await fs.mkdir(path.join(out, '-/reviews'), { recursive: true });
  await fs.mkdir(path.join(out, '-/digests'), { recursive: true });
  const review = {
    id: 'prod-2026-11-22T0700Z-0730Z',
    cluster: 'prod',
    from: 0,
    to: 1,
    title: 'The node <1>',
    ...{ incomplete: false, definition: 'a digest', evidence: [] },
  };
  const written = { lead: HOSTILE, written: '2026-11-22T08:00:00Z' };
  await fs.writeFile(
    path.join(out, `-/reviews/${review.id}.json`),
    JSON.stringify({ ...review, ...written }),
  );
  await fs.writeFile(path.join(out, '-/reviews/prod-2026-11-22T0800Z-0830Z.json'), '{"id":');
  await fs.writeFile(
    path.join(out, '-/digests/2026-11-22.json'),
    JSON.stringify({
      ...{ day: '2026-11-22', timeZone: 'UTC', from: 0, to: 1_795_392_000, lead: 'All.', quiet: false },
      clusters: [{ name: 'prod', lead: 'It failed for a while.', quiet: false }],
    }),
  );
  await publishTo(data, out, { url: URL, title: 'Status & more' });
  await publishTo(data, relative);
});

describe('the feed of a cluster', () => {
  test('is valid, with and without an address of the site, whatever the cluster says', async () => {
    expect(faultsOfFeed(await read('prod/feed.xml'))).toEqual([]);
    expect(faultsOfFeed(await read('prod/feed.xml', relative))).toEqual([]);
  });

  test('the validator finds what is wrong with a feed', async () => {
    const xml = await read('prod/feed.xml');
    const broken = {
      'no id': xml.replace(/<id>.*?<\/id>/, ''),
      'same id': xml.replaceAll(/<id>.*?<\/id>/g, '<id>urn:x:1</id>'),
      'no date': xml.replace(/<updated>.*?<\/updated>/, '<updated>today</updated>'),
      'no author': xml.replace(/<author>[\s\S]*?<\/author>/, ''),
      'no XML': xml.replace('</feed>', '\u0007</feed>'),
      'no self': xml.replace(/<link rel="self".*?>/, ''),
    };
    for (const [what, text] of Object.entries(broken)) expect(faultsOfFeed(text), what).not.toEqual([]);
  });

  test('tells state changes, reviews and digests, and leads to their pages', async () => {
    const $ = load(await read('prod/feed.xml'), { xml: true });
    const entries = $('entry')
      .toArray()
      .map((entry) => ({
        title: load($(entry).children('title').text()).text(),
        link: $(entry).children('link').attr('href'),
        updated: $(entry).children('updated').text(),
      }));
    expect(entries.map(({ title }) => title)).toEqual([
      'prod, digest of Sunday 22 November 2026',
      'Review of prod: The node <1>',
      'How prod does is not known since 22 Nov 07:30 UTC',
      'prod is failing since 22 Nov 07:15 UTC',
      'How prod does is not known since at least 22 Nov 07:00 UTC',
    ]);
    expect(entries[3]).toMatchObject({
      link: `${URL}${edition}/index.html`,
      updated: '2026-11-22T07:15:00.000Z',
    });
    expect($('feed > link[rel=self]').attr('href')).toBe(`${URL}prod/feed.xml`);
    const other = load(await read('prod/feed.xml', relative), { xml: true });
    expect(
      other('entry > link')
        .toArray()
        .map((link) => other(link).attr('href')),
    ).toEqual([
      '2026-11-22/073000Z/index.html',
      '2026-11-22/071500Z/index.html',
      '2026-11-22/070000Z/index.html',
    ]);
  });

  test('has the same ids wherever the site is, and the same bytes when nothing is new', async () => {
    const idsOf = (xml: string) => [...xml.matchAll(/urn:uuid:[^<]*/g)].map(([id]) => id);
    const before = await read('prod/feed.xml');
    expect(idsOf(before)).toEqual(expect.arrayContaining(idsOf(await read('prod/feed.xml', relative))));
    await publishTo(data, out, { url: URL, title: 'Status & more' });
    expect(await read('prod/feed.xml')).toBe(before);
  });

  test('is named by the pages of the cluster', async () => {
    for (const file of ['prod/index.html', 'prod/2026-11-22/index.html', `${edition}/pods.html`]) {
      const href = load(await read(file))('link[type="application/atom+xml"]').attr('href');
      expect(path.join(path.dirname(file), href!)).toBe('prod/feed.xml');
    }
    expect(await faultsOf(relative)).toEqual([]);
  });
});

describe('a link preview', () => {
  test('is announced with absolute addresses where the site has one', async () => {
    expect(metaOf(await read(`${edition}/pods.html`))).toMatchObject({
      'og:type': 'article',
      'og:site_name': 'Status & more',
      'og:title': 'prod: Health checks, Sunday 22 November 2026, 07:15:00 UTC',
      'og:description': expect.stringContaining('ode lxa150h') as string,
      'og:url': `${URL}${edition}/pods.html`,
      'og:image': `${URL}${edition}/preview.png`,
      'og:image:width': '1200',
      'og:image:height': '630',
      'og:image:alt': expect.stringMatching(/^prod: Failing since [^.]*\. Sunday 22 November/) as string,
      'twitter:card': 'summary_large_image',
    });
  });

  test('is announced with a relative one where it has none', async () => {
    const meta = metaOf(await read(`${edition}/index.html`, relative));
    expect(meta['og:image']).toBe('preview.png');
    expect(meta).not.toHaveProperty('og:url');
  });

  test('is a picture of the size that is announced, in the colour of the state', async () => {
    const { width, height, at } = decodePng(await fs.readFile(path.join(out, edition, 'preview.png')));
    expect({ width, height }).toEqual({ width: 1200, height: 630 });
    const column = Array.from({ length: height }, (_, y) => at(70, y));
    expect(column).toContain('#b3201f');
  });

  test('pages that change show the newest; those of no edition none', async () => {
    expect(metaOf(await read('prod/index.html'))['og:image']).toBe(
      `${URL}prod/2026-11-22/073000Z/preview.png`,
    );
    expect(metaOf(await read('index.html'))).toMatchObject({
      'og:type': 'website',
      'twitter:card': 'summary',
    });
    expect(metaOf(await read('index.html'))).not.toHaveProperty('og:image');
  });
});

describe('the page for an address without a file', () => {
  const linksOf = (html: string) =>
    load(html)('[href], [src]')
      .toArray()
      .map(({ attribs }) => attribs['href'] ?? attribs['src']!)
      .filter((href) => href !== '#content');

  test('has only absolute links, because it is shown at any depth; and one to the overview beside it', async () => {
    const links = linksOf(await read('404.html'));
    for (const file of ['index.html', '-/versions.html', '-/compare.html', 'favicon.svg'])
      expect(links).toContain(`${URL}${file}`);
    expect(links.filter((href) => !href.startsWith(URL))).toEqual(['index.html']);
  });

  test('says how to reach the front page where the address of the site is not known', async () => {
    const html = await read('404.html', relative);
    expect(load(html)('main a').toArray()).toHaveLength(1);
    expect(load(html)('main').text()).toContain('The front page is at the beginning of this address.');
  });
});
