import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { load } from 'cheerio';
import { beforeAll, describe, expect, test } from 'vitest';
import { updateDays } from '../src/days/update-days.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { listReviews } from '../src/snapshots/reviews.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { dbPod } from './days-of.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  sharedScratch,
  take,
  toText,
} from './site-fixtures.ts';
import { object, snapshotOf } from './snapshot-of.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
const ID = 'prod-2026-11-20T1300Z-1430Z';
const SECRET = 'canary-in-a-message-5551212';
const HOSTILE = '<img src=x onerror=pwned=1>|`*_[x](http://evil.example)\u202e';

const event = (uid: string, count: number, first: string, last: string, message: string): KeptObject =>
  object('Event', uid, {
    type: 'Warning',
    reason: 'BackOff',
    message,
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
    source: { component: 'kubelet' },
    count,
    firstTimestamp: first,
    lastTimestamp: last,
  });

/** So much unchanged content that a snapshot is a small delta. */
const ballast = Array.from({ length: 150 }, (_, index) =>
  object('Namespace', createHash('sha256').update(String(index)).digest('hex').slice(0, 40)),
);

/** A cluster in which `db` is rolled out, runs out of memory and is rolled back, while a Service changes. */
function objects({
  version = '1.0',
  ready = 2,
  restarts = 0,
  ended = '',
  port = 80,
  node = 'True',
  events = [],
}: {
  version?: string;
  ready?: number;
  restarts?: number;
  ended?: string;
  port?: number;
  node?: string;
  events?: KeptObject[];
} = {}): KeptObject[] {
  const generation = version === '1.0' ? 1 : 2;
  const db = object('StatefulSet', 'db', {
    metadata: { generation, labels: { version } },
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ name: 'app', image: `registry/db:${version}` }] } },
    },
    status: { observedGeneration: generation, replicas: 2, readyReplicas: ready, updatedReplicas: 2 },
  });
  const last = { ...(ended && { ended, reason: 'OOMKilled', exitCode: 137 }) };
  return [
    ...ballast,
    object('Namespace', 'shop'),
    object('Node', 'lxa150h', { status: { conditions: [{ type: 'Ready', status: node }] } }),
    object('Service', 'db', { spec: { type: 'ExternalName', externalName: `db-${port}.example` } }),
    db,
    dbPod('db-0', { restarts, ...last }),
    dbPod('db-1', { restarts: 0 }),
    ...events,
  ];
}

const SERVER = { version: 'v1.34.1', ready: true };
const takeAt = (clock: string, own: KeptObject[], folder = data) =>
  take(folder, 'prod', `2026-11-20T${clock}:00Z`, { objects: own, server: SERVER });
const review = (...more: string[]) =>
  gazette(
    'review',
    '--data',
    data,
    '--out',
    out,
    '--from',
    '2026-11-20T14:00+01:00',
    '--to',
    '15:30',
    ...more,
  );
const read = (extension: string, site = out) =>
  fs.readFile(path.join(site, '-', 'reviews', `${ID}.${extension}`), 'utf8');
const sha256 = async (file: string) =>
  createHash('sha256')
    .update(await fs.readFile(file))
    .digest('hex');
const reviewsOf = (digests: Record<string, string>) =>
  Object.fromEntries(Object.entries(digests).filter(([file]) => file.startsWith('-/reviews/')));

const plain = (html: string) => toText(html).trim();

const NOTES = `# What happened

At 14:20 db was released. [ticket](https://tickets.example/1) ![x](https://evil.example/x.png)

<script>pwned=1</script> ${SECRET}
`;

beforeAll(async () => {
  const message = `Back-off ${SECRET} ${HOSTILE}`;
  const events = [event('one', 1, '2026-11-20T13:28:10Z', '2026-11-20T13:28:10Z', message)];
  await takeAt('12:30', objects());
  await takeAt('12:45', objects());
  await takeAt('13:00', objects());
  await takeAt('13:15', objects({ version: '2.0', ready: 2 }));
  await takeAt(
    '13:30',
    objects({
      ...{ version: '2.0', ready: 0, restarts: 3, ended: '2026-11-20T13:27:30Z' },
      events,
    }),
  );
  await takeAt(
    '13:45',
    objects({
      version: '2.0',
      ready: 0,
      restarts: 4,
      ended: '2026-11-20T13:40:02Z',
      port: 8080,
      node: 'False',
      events,
    }),
  );
  await takeAt('14:00', objects({ restarts: 4, ended: '2026-11-20T13:40:02Z', port: 8080, events }));
  await takeAt('14:15', objects({ restarts: 4, ended: '2026-11-20T13:40:02Z', port: 8080, events }));
  await take(data, 'acc', '2026-11-20T13:00:00Z');
  await fs.writeFile(path.join(scratch, 'notes.md'), NOTES);
});

// One store, on which each test continues where the one before stopped.

describe('gazette review', () => {
  test('says what is wrong with what was asked for', async () => {
    const ask = async (...args: string[]) => {
      const { status, stderr } = await gazette('review', '--data', data, '--out', out, ...args);
      return `${status} ${stderr.replaceAll(/\s+/g, ' ')}`;
    };
    const day = ['--from', '2026-11-20T13:00Z', '--to', '14:30'];
    const answers = await Promise.all([
      ask('--cluster', 'prod'),
      ask(...day),
      ask('--cluster', 'production', ...day),
      ask('--cluster', 'prod', '--from', '13:00', '--to', '14:30'),
      ask('--cluster', 'prod', '--from', '2026-11-19T13:00Z', '--to', '14:30'),
      ask('--cluster', 'prod', ...day, '--notes', path.join(scratch, 'none.md')),
    ]);
    expect(answers).toEqual([
      expect.stringMatching(/^2 .*Give --from and --to/),
      expect.stringMatching(/^2 .*Give --cluster There are: acc, prod\./),
      expect.stringMatching(/^1 .*no snapshots of a cluster "production" There are: acc, prod\./),
      expect.stringMatching(/^2 .*--from: "13:00" is no time Write 2026-11-20T14:00\+01:00/),
      expect.stringMatching(
        /^1 .*no snapshot was taken in this window.* from 2026-11-20T12:30:00Z to 2026-11-20T14:15:00Z/,
      ),
      expect.stringMatching(/^2 .*none\.md cannot be read \(ENOENT\)/),
    ]);
    expect((await listReviews(openStore(data), 'prod')).reviews).toEqual([]);
    expect((await readManifest(openStore(data), 'prod')).snapshots.some(({ pinned }) => pinned)).toBe(false);
  });

  test('prints a page and a Markdown file, says where they are, and that something was not seen: what came after', async () => {
    const ended = await review(
      '--cluster',
      'prod',
      '--title',
      `db ${HOSTILE}`,
      '--notes',
      path.join(scratch, 'notes.md'),
    );
    expect(ended.stderr).toBe('A part of the window was not seen: see "What is not known" on the page.\n');
    expect(ended.status).toBe(3);
    expect(ended.stdout).toContain(`page      ${path.join(out, '-', 'reviews', `${ID}.html`)}`);
    expect(ended.stdout).toContain('7 snapshots pinned for the review\n');
    expect(await faultsOf(out)).toEqual([]);
    const text = toText(await read('html'));
    expect(text).toContain('There was no snapshot from after the window when this was written');
    expect(text).toContain('No snapshot from after the window.');
  });

  test('printed again after the window, says how it was before, during and after, and how it ended', async () => {
    await takeAt('14:30', objects({ restarts: 4, ended: '2026-11-20T13:40:02Z', port: 8080 }));
    await takeAt('14:45', objects({ restarts: 4, ended: '2026-11-20T13:40:02Z', port: 8080 }));
    const before = await read('html');
    expect((await gazette('publish', '--data', data, '--out', out)).status).toBe(0);
    // Later snapshots do not change the page until somebody requests the review again.
    expect(await read('html')).toBe(before);
    const ended = await review(
      '--cluster',
      'prod',
      '--title',
      `db ${HOSTILE}`,
      '--notes',
      path.join(scratch, 'notes.md'),
    );
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain('8 snapshots pinned for the review, 7 of them before\n');
    const text = toText(await read('html'));
    expect(text).toContain(
      'The cluster prod was failing for 15 min to 45 min; it began with StatefulSet shop/db, failing between 13:15 and 13:30, after its rollout 1.0 → 2.0; it was healthy again between 13:45 and 14:00.',
    );
    expect(text).toMatch(/Before No\. 2 12:45 UTC 13:45 local time Healthy/);
    expect(text).toMatch(/During, at its worst No\. \d 13:\d\d UTC 14:\d\d local time Failing/);
    expect(text).toMatch(/After No\. 9 14:30 UTC 15:30 local time Healthy/);
    expect(text).toMatch(/db StatefulSet · shop 1\.0 2\.0 1\.0/);
    expect(text).toContain('20 November 2026, 14:00 to 15:30 UTC+01:00');
  });
});

describe('the page', () => {
  test('has one timeline with the evidence of each entry', async () => {
    const page = load(await read('html'));
    // An entry may stand within the row of another about the same object.
    const rows = page('#entries [id^=t-]')
      .toArray()
      .map((entry) => {
        const interval = page(entry).closest('tbody').find('.subhead');
        return {
          text: plain(page(entry).clone().find('.within').remove().end().html() ?? ''),
          interval: plain(interval.html() ?? ''),
          links: interval
            .find('.proof a:not([href$="page=changes.html"])')
            .toArray()
            .map((link) => link.attribs.href),
        };
      });
    const rowOf = (pattern: RegExp) => rows.find(({ text }) => pattern.test(text));
    const editions = (...times: string[]) => times.map((time) => `../../prod/2026-11-20/${time}Z/index.html`);
    expect(rowOf(/^rollout Rollout.*shop\/ ?db.*1\.0 → 2\.0/)).toMatchObject({
      interval: expect.stringMatching(
        /^2026-11-20 13:00 to 13:15 \(14:00 to 14:15\) No\. 3 to No\. 4/,
      ) as string,
      links: editions('130000', '131500'),
    });
    expect(rowOf(/At least 2 restarts/)).toMatchObject({
      text: expect.stringMatching(/reason not seen.*db-0: 2 times/) as string,
      links: editions('131500', '133000'),
    });
    // Kubernetes itself wrote the time.
    expect(rowOf(/Restart .*13:40:02/)!.text).toContain('OOMKilled, exit 137, pod db-0');
    expect(rowOf(/Warning BackOff/)!.text).toMatch(/Back-off.*13:28:10/);
    expect(rowOf(/heartbeat|Node is not ready/)!.text).toContain('lxa150h');
    expect(rowOf(/Changed shop\/ ?db Service/)).toMatchObject({
      text: expect.stringMatching(/spec\.externalName ?: db-80\.example → db-8080\.example/) as string,
      links: editions('133000', '134500'),
    });
    expect(rowOf(/Cluster.*→ Failing/)!.links).toEqual(editions('131500', '133000'));
    expect(rowOf(/finding Over/)).toBeDefined();
    // Each entry stands once.
    expect(new Set(rows.map(({ text, interval }) => `${interval} ${text}`)).size).toBe(rows.length);
    expect(page('#entries a[href$="/133000Z/index.html#page=changes.html"]').length).toBe(1);
  });

  test('opens with the story of its worst moment, then what it did and how it came, each with its evidence', async () => {
    const page = load(await read('html'));
    const text = (part: string) => plain(page(part).first().html() ?? '');
    expect(text('main > .story')).toMatch(/^At its worst, 13:\d\d UTC:.*Failing since 13:\d\d.*db/);
    const told = page('.told li').toArray();
    const lines = told.map((line) => plain(page(line).html() ?? ''));
    expect(lines.find((line) => line.includes('restarts of containers'))).toMatch(/^At least \d restarts/);
    const steps = lines.filter((line) => /^(between )?13:/.test(line));
    expect(steps.slice(0, 2)).toEqual([
      'between 13:00 and 13:15 db rolled out 1.0 → 2.0 No. 3 , No. 4',
      'between 13:15 and 13:30 db failing: 0 of 2 replicas ready No. 4 , No. 5',
    ]);
    expect(steps.at(-1)).toBe('between 13:45 and 14:00 db healthy again No. 6 , No. 7');
    for (const line of told)
      expect(page(line).find('small a').length, plain(page(line).text())).toBeGreaterThan(0);
    // What is not known stands before the timeline.
    const heads = page('h2[id]')
      .toArray()
      .map((head) => head.attribs.id!);
    expect(heads.indexOf('unknown')).toBeLessThan(heads.indexOf('timeline'));
  });

  test('carries the frames of its replay, in which hostile text is visible text', async () => {
    const page = load(await read('html'));
    const frames = JSON.parse(page('[data-replay]').attr('data-replay')!) as {
      instant: string;
      href: string;
    }[];
    expect(frames.map(({ instant }) => instant.slice(11, 16))).toEqual([
      ...['13:00', '13:15', '13:30', '13:45', '14:00', '14:15'],
    ]);
    expect(frames[2]!.href).toBe('../../prod/2026-11-20/133000Z/index.html');
    expect(JSON.stringify(frames)).not.toContain('\u202e');
  });

  test('prints the digest of every file that it rests on, which are those of the files', async () => {
    const [page, markdown] = [load(await read('html')), await read('md')];
    const { snapshots } = await readManifest(openStore(data), 'prod');
    const rests = snapshots.filter(({ number }) => number >= 2 && number <= 9);
    for (const { file, time } of rests) {
      const digest = await sha256(path.join(data, 'prod', file));
      expect(page(`#snapshots code:contains(${digest})`).length, file).toBe(1);
      expect(markdown).toContain(`${digest}  ${file}\n`);
      expect(markdown).toContain(`prod/${time.slice(0, 19).replaceAll(':', '')}Z`);
    }
    // Deltas need the day's keyframe, which is not a snapshot of the review.
    const keyframe = snapshots[0]!.file;
    expect(page('#snapshots').text()).toContain(await sha256(path.join(data, 'prod', keyframe)));
    for (const link of page('#snapshots .digest a').toArray()) {
      expect(link.attribs.href).toMatch(/^\.\.\/\.\.\/prod\/2026-11-20\/\d{6}Z\/raw\.html$/);
      const raw = await fs.readFile(path.join(out, '-', 'reviews', link.attribs.href!), 'utf8');
      expect(raw).toContain(page(link).parent().find('code').text());
    }
    expect(page('main').text()).toContain('gazette verify prod');
    expect((await gazette('verify', 'prod', '--data', data)).status).toBe(0);
  });

  test('has the notes, harmless, with times that lead to the timeline', async () => {
    const page = load(await read('html'));
    const link = page('.notes a:has(time)');
    expect(link.text()).toBe('14:20');
    expect(page(link.attr('href')).closest('tr').text()).toMatch(/13:2\d|13:30/);
    expect(page('.notes script, .notes img, [onerror], [onclick]').length).toBe(0);
    expect(page('.notes').text()).toContain('<script>pwned=1</script>');
    expect(page('.notes a[href="https://tickets.example/1"]').attr('rel')).toBe(
      'noopener noreferrer nofollow',
    );
    expect(page('h1').length).toBe(1);
    expect(page('h1').text()).toContain('<img src=x onerror=pwned=1>');
    expect(await read('html')).not.toContain('\u202e');
  });

  test('is led to from the front page, the cluster and the list of reviews', async () => {
    const pages = await Promise.all(
      ['index.html', 'prod/index.html', '-/reviews/index.html'].map((file) =>
        fs.readFile(path.join(out, file), 'utf8'),
      ),
    );
    expect(pages[0]).toContain('href="-/reviews/index.html">1 incident review<');
    expect(pages[1]).toContain(`href="../-/reviews/${ID}.html"`);
    expect(pages[2]).toContain(`href="${ID}.html"`);
    const feed = await fs.readFile(path.join(out, 'prod/feed.xml'), 'utf8');
    // It opens with the story of the worst moment.
    expect(feed).toMatch(/Review of prod: db [^]*?<summary[^>]*><!\[CDATA\[db is out of memory/);
    expect(await read('html')).toMatch(new RegExp(`property="og:image" content="[^"]*${ID}\\.png"`));
    expect(await fs.readFile(path.join(out, 'acc/index.html'), 'utf8')).not.toContain('reviews/');
    expect(await faultsOf(out)).toEqual([]);
  });
});

test('the Markdown begins a post-mortem, with hostile text as text', async () => {
  const markdown = await read('md');
  for (const head of [
    'Summary',
    'Impact',
    'What was affected, first to last',
    'Before, during, after',
    'Notes',
    'Timeline',
    'Root cause',
    'Actions',
    'What is not known',
    'Evidence',
  ])
    expect(markdown).toContain(`\n## ${head}\n`);
  expect(markdown).toContain('| Failing | StatefulSet shop/db | between 13:15 and 13:30 |');
  expect(markdown).toMatch(
    /- \*\*between 13:00 and 13:15\*\* \(14:00 to 14:15\) rollout: Rollout.* \*\*StatefulSet shop\/db\*\*: 1\.0 → 2\.0/,
  );
  expect(markdown.split('\n')[0]).toBe(
    // The address stands in a code span: no renderer makes a link of it.
    '# db \\<img src=x `` onerror=pwned=1>|`*_[x](http://evil.example)\\u202e ``',
  );
  expect(markdown).not.toContain('\u202e');
  const csv = await read('csv');
  expect(csv.split('\n').length).toBeGreaterThan(markdown.split('\n- **').length);
});

test('a site that is built anew has the same reviews, byte for byte', async () => {
  const fresh = path.join(scratch, 'fresh');
  expect((await gazette('publish', '--data', data, '--out', fresh)).status).toBe(0);
  const [before, after] = [digestSite(out), digestSite(fresh)];
  expect(Object.keys(reviewsOf(after))).toHaveLength(6);
  expect(changesBetween(reviewsOf(before), reviewsOf(after))).toEqual([]);
  expect(await faultsOf(fresh)).toEqual([]);
});

test('retention leaves what a review rests on, and its page as it is', async () => {
  await takeAt('15:00', objects({ port: 8080 }));
  await prune(openStore(data), 'prod', { all: 60, daily: 60 }, new Date('2026-12-01T00:00:00Z'));
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect(snapshots.filter(({ pinned }) => pinned).map(({ number }) => number)).toEqual([
    2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  expect(snapshots.map(({ number }) => number)).not.toContain(10);
  expect(snapshots.find(({ number }) => number === 2)?.reviews).toEqual([ID]);
  const before = await read('html');
  expect((await gazette('publish', '--data', data, '--out', out)).status).toBe(0);
  expect(await read('html')).toBe(before);
  expect((await gazette('verify', 'prod', '--data', data)).status).toBe(0);
});

test('a purge takes a text out of notes and page, whose digests are then those of the new files', async () => {
  const purged = await gazette('purge', '--text', SECRET, '--data', data, '--out', out);
  expect(purged).toMatchObject({ status: 0, stderr: '' });
  expect(purged.stdout).toContain('prod: taken out of title or notes of 1 review');
  for (const extension of ['html', 'md', 'csv', 'json'])
    expect(await read(extension), extension).not.toContain(SECRET);
  expect(JSON.stringify(await listReviews(openStore(data), 'prod'))).not.toContain(SECRET);
  expect(await read('html')).toContain('[purged]');
  const page = load(await read('html'));
  const { snapshots } = await readManifest(openStore(data), 'prod');
  const fifth = snapshots.find(({ number }) => number === 5)!;
  expect(page('#snapshots').text()).toContain(await sha256(path.join(data, 'prod', fifth.file)));
});

test('what a purge took from a site that was not at hand goes with the next publish', async () => {
  const other = path.join(scratch, 'fresh');
  await gazette('publish', '--data', data, '--out', other);
  expect(await read('html', other)).not.toContain(SECRET);
  const purged = await gazette('purge', '--object', 'Service/shop/db', '--data', data, '--out', out);
  expect(purged.status).toBe(0);
  expect(await read('html')).not.toMatch(/Changed.*shop\/.*db.*Service/);
  expect(await read('csv')).not.toContain('Service');
});

test('a definition that cannot be read costs its own page no change, and is told', async () => {
  const file = path.join(data, 'prod', 'reviews', `${ID}.json`);
  const text = await fs.readFile(file, 'utf8');
  const before = await read('html');
  await fs.writeFile(file, text.slice(0, 100));
  expect((await gazette('publish', '--data', data, '--out', out)).status).toBe(0);
  expect(await read('html')).toBe(before);
  expect(toText(await fs.readFile(path.join(out, 'prod/index.html'), 'utf8'))).toContain(
    `reviews/${ID}.json: cannot be read`,
  );
  await fs.writeFile(file, text);
});

test('what was thinned out before is told from the histories, as what cannot be verified', async () => {
  const [own, site] = [path.join(scratch, 'thin'), path.join(scratch, 'thin-site')];
  const at = (clock: string, restarts: number) =>
    takeAt(clock, objects({ restarts, ...(restarts > 0 && { ended: '2026-11-20T13:20:00Z' }) }), own);
  for (const [index, clock] of ['12:45', '13:00', '13:15', '13:30', '13:45'].entries())
    await at(clock, index < 3 ? 0 : 2);
  await updateDays({ store: openStore(own), cluster: 'prod', now: () => new Date() });
  await prune(openStore(own), 'prod', { all: 60, sixHourly: 365 * 86_400 }, new Date('2026-11-30T00:00:00Z'));
  const kept = (await readManifest(openStore(own), 'prod')).snapshots.length;
  expect(kept).toBeLessThan(5);
  const ended = await gazette(
    'review',
    '--data',
    own,
    '--out',
    site,
    '--from',
    '2026-11-20T13:00Z',
    '--to',
    '13:40',
  );
  expect(ended.status).toBe(3);
  const text = toText(
    await fs.readFile(path.join(site, '-/reviews/prod-2026-11-20T1300Z-1340Z.html'), 'utf8'),
  );
  expect(text).toContain('2 restarts');
  expect(text).toMatch(/deleted before this was written.*cannot be verified any more/);
});

test('kinds that were not seen are told, and not taken for healthy', async () => {
  const { coverage } = snapshotOf(
    {},
    { coverage: { Node: { state: 'forbidden', error: 'nodes is forbidden' } } },
  ).meta;
  await take(data, 'acc', '2026-11-20T13:15:00Z', { coverage });
  await take(data, 'acc', '2026-11-20T13:30:00Z');
  const ended = await gazette(
    'review',
    '--data',
    data,
    '--out',
    out,
    '--cluster',
    'acc',
    '--from',
    '2026-11-20T13:10Z',
    '--to',
    '13:25',
  );
  expect(ended.status).toBe(3);
  const text = toText(await fs.readFile(path.join(out, '-/reviews/acc-2026-11-20T1310Z-1325Z.html'), 'utf8'));
  expect(text).toMatch(/Node: forbidden in 1 snapshot, at 13:15 \(nodes is forbidden\)/);
  expect(text).toContain('Not wholly seen Node');
  expect(await fs.readFile(path.join(out, '-/reviews/index.html'), 'utf8')).toMatch(/prod-2026.*|acc-2026/s);
});
